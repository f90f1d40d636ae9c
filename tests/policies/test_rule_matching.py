"""What words and patterns find in a prompt."""

import pytest

from studio.policies.models.input_rule import RuleKind
from studio.policies.rules.matching import check_rule, find_spans, matches
from studio.policies.rules.normalization import normalize, normalize_with_origins
from studio.policies.rules.patterns import MAX_PROGRAM, InvalidRule, compile_pattern
from studio.policies.rules.words import MAX_WORDS

WORDS, PATTERN = RuleKind.WORDS, RuleKind.PATTERN


def marked_parts(kind: str, text: str, prompt: str) -> list[str]:
    """The marked parts of the prompt; also checks that marking and matching agree."""
    marked = [prompt[start:end] for start, end in find_spans(kind, text, prompt, most=9)]
    assert matches(kind, text, normalize(prompt)) == bool(marked)
    return marked


@pytest.mark.parametrize(
    ("text", "prompt", "marked"),
    [
        ("nike", "A pair of Nike shoes", ["Nike"]),
        ("nike", "nikes, snike and nike_air", []),
        ("nike", "nike nike", ["nike", "nike"]),
        ("nike", "画NIKE鞋", ["NIKE"]),
        ("耐克", "一双耐克鞋", ["耐克"]),
        ("耐克，阿迪达斯", "阿迪达斯和耐克", ["阿迪达斯", "耐克"]),
        ("nike", "Ｎｉｋｅ 的鞋", ["Ｎｉｋｅ"]),
        ("ＮＩＫＥ", "nike", ["nike"]),
        ("straße", "STRASSE", ["STRASSE"]),
        ("café", "a cafe\u0301 at night", ["cafe\u0301"]),
        ("new york", "New \n  York", ["New \n  York"]),
        ("nike", "ni\u200bke", ["ni\u200bke"]),
        ("c++", "written in C++, of course", ["C++"]),
        ("ab, abc", "abc", ["abc"]),
        ("gun\nrifle", "a rifle", ["rifle"]),
        ("한국", "한국어", []),
    ],
)
def test_words_are_marked(text, prompt, marked):
    assert marked_parts(WORDS, text, prompt) == marked


@pytest.mark.parametrize(
    ("text", "prompt", "marked"),
    [
        (r"\bguns?\b", "two GUNS and a gunner", ["GUNS"]),
        ("（裸体）", "(裸体)", ["(裸体)"]),
        ("[耐奈]克", "奈克的鞋", ["奈克"]),
        (r"\d{3}-?\d{4}", "call ５５５-1234", ["５５５-1234"]),
        ("ÄRGER", "nur ärger", ["ärger"]),
        (r"\S+@\S+", "to a@b.example now", ["a@b.example"]),
    ],
)
def test_patterns_are_marked(text, prompt, marked):
    assert marked_parts(PATTERN, text, prompt) == marked


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(.*a){20}", r"(\w+\s?)+!"])
def test_a_catastrophic_backtracking_pattern_runs_in_linear_time(pattern):
    compiled = compile_pattern(pattern)
    assert compiled.programsize <= MAX_PROGRAM
    assert not matches(PATTERN, pattern + "z", normalize("a" * 20_000 + " " + "字" * 20_000))


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("[", "can’t be read: missing ]"),
        (r"(a)\1", "can’t be read"),
        ("(?=a)", "can’t be read"),
        ("((a{100}){100}){100}", "can’t be read"),
        (r"(\pL{1,30}\s*){1,30}z", "too complex"),
        (r"(?:[^\pL]{1,40}x){1,20}", "too complex"),
        ("a*", "matches every prompt"),
        ("", "matches every prompt"),
        ("a" * 501, "up to 500 characters"),
    ],
)
def test_an_invalid_pattern_is_refused_with_the_reason(pattern, message):
    with pytest.raises(InvalidRule, match=message):
        check_rule(PATTERN, pattern)


@pytest.mark.parametrize("text", ["", " ,，\n", "\u200b"])
def test_a_list_without_a_word_is_refused(text):
    with pytest.raises(InvalidRule, match="at least one word"):
        check_rule(WORDS, text)


def test_a_list_with_too_many_words_is_refused():
    with pytest.raises(InvalidRule, match=f"up to {MAX_WORDS} words"):
        check_rule(WORDS, ",".join(map(str, range(MAX_WORDS + 1))))


@pytest.mark.parametrize(
    "text", ["A  vase", "Ｎｉｋｅ\u3000鞋", "ﬁne ㎏ é e\u0301", " x\u200by ", "", "字" * 50]
)
def test_every_normalized_character_has_its_origin(text):
    folded, origins = normalize_with_origins(text)
    assert folded.strip() == normalize(text)
    assert len(origins) == len(folded) + 1
    assert origins == sorted(origins)
