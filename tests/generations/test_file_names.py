"""File names of downloads: the date, the first words of the prompt, the number."""

from datetime import date

import pytest

from studio.generations.media.file_names import (
    UniqueNames,
    first_words,
    image_file_name,
    run_file_name,
)

DAY = date(2026, 11, 28)


def test_a_name_has_the_date_the_first_words_and_the_number():
    prompt = "rainy city street at night"
    assert image_file_name(DAY, prompt, 3) == "2026-11-28 rainy city street at night 03.jpg"
    assert run_file_name(DAY, prompt) == "2026-11-28 rainy city street at night.zip"


def test_chinese_is_kept():
    assert image_file_name(DAY, "雨夜的城市街道，霓虹", 12) == "2026-11-28 雨夜的城市街道，霓虹 12.jpg"


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ('a/b\\c:d*e?f"g<h>i|j', "a b c d e f g h i j"),
        ("../../etc/passwd", "etc passwd"),
        ("one\r\n\ttwo\x00three", "one two three"),
        ("left\u202eright\u200b", "leftright"),
        ("  ends with dots... ", "ends with dots"),
        ("full\u3000width", "full width"),
        ("", ""),
    ],
)
def test_characters_not_allowed_in_file_names_are_removed(prompt, words):
    assert first_words(prompt) == words


def test_without_words_a_name_has_the_date_and_the_number():
    assert image_file_name(DAY, "???", 1) == "2026-11-28 01.jpg"


@pytest.mark.parametrize(
    "prompt", ["雨" * 500, "a" * 500, "word " * 200, "é" * 300, "🌧" * 200, "雨 rain" * 80]
)
def test_the_length_is_bounded_in_bytes_and_no_character_is_split(prompt):
    words = first_words(prompt)
    assert 60 < len(words.encode()) <= 80
    assert prompt.startswith(words)


def test_latin_text_is_cut_between_words():
    assert first_words(
        "photograph of an extraordinarily complicated machine that nobody understands anymore"
    ) == ("photograph of an extraordinarily complicated machine that nobody understands")


def test_duplicate_names_are_numbered_ignoring_case():
    names = UniqueNames()
    given = [names.add(name) for name in ("Rain 01.jpg", "rain 01.jpg", "Rain 01.jpg", "Rain 02.jpg")]
    assert given == ["Rain 01.jpg", "rain 01 (2).jpg", "Rain 01 (3).jpg", "Rain 02.jpg"]
