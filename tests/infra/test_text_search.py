"""The search words of an image."""

import pytest

from studio.infra.text_search import phrase, split, vector


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rainy 雨夜", ["rainy", "雨", "夜"]),
        ("Ｃity-2025", ["city", "2025"]),
        ("ｶﾅ かな 한국", ["カ", "ナ", "か", "な", "한", "국"]),
        ("STRASSE straße", ["strasse", "strasse"]),
        ("snake_case don't", ["snake", "case", "don", "t"]),
        ("𠮷野家", ["𠮷", "野", "家"]),
        ("，。 ' \\ & | ! ( ) : *", []),
    ],
)
def test_every_chinese_character_is_a_word(text, words):
    assert split(text) == words


def test_a_vector_has_each_word_once_with_its_positions():
    assert vector("雨夜 city 雨") == "'雨':1,4 '夜':2 'city':3"


def test_the_last_word_of_letters_matches_as_a_prefix():
    assert phrase(["雨", "夜"]) == "'雨' <-> '夜'"
    assert phrase(["key", "vis"]) == "'key' <-> 'vis':*"
    assert phrase([]) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["雨 " * 5_000, "word " * 20_000, "x" * 10_000, " ".join(map(str, range(9_000)))]
)
def test_postgresql_accepts_the_longest_prompts(text):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector", [vector(text)])
        assert cursor.fetchone()[0]
