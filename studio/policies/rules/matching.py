"""Finds the matches of a rule in a prompt."""

from collections.abc import Iterator
from itertools import islice

from studio.policies.models.input_rule import RuleKind
from studio.policies.rules.normalization import normalize_with_origins
from studio.policies.rules.patterns import compile_pattern
from studio.policies.rules.words import find_word, split_words


def check_rule(kind: str, text: str) -> None:
    """Raises InvalidRule when the text is not valid for this kind of rule."""
    compile_pattern(text) if kind == RuleKind.PATTERN else split_words(text)


def matches(kind: str, text: str, prompt: str) -> bool:
    """Whether the rule matches a prompt, which is already normalised."""
    return next(_spans(kind, text, prompt), None) is not None


def find_spans(kind: str, text: str, prompt: str, *, most: int) -> list[tuple[int, int]]:
    """The positions of the first `most` matches in the prompt as typed, in order and without overlaps."""
    folded, origins = normalize_with_origins(prompt)
    found = list[tuple[int, int]]()
    for start, end in sorted(islice(_spans(kind, text, folded), most)):
        if not found or origins[start] >= found[-1][1]:
            found.append((origins[start], origins[end]))
    return found


def _spans(kind: str, text: str, prompt: str) -> Iterator[tuple[int, int]]:
    if kind == RuleKind.PATTERN:
        yield from (match.span() for match in compile_pattern(text).finditer(prompt) if match.group())
        return
    for word in split_words(text):
        yield from find_word(word, prompt)
