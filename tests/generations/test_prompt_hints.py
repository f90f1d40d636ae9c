"""Four hundred prompts as designers write them, and the hints that the composer gives for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.generations.composer.lint import Hint, hints

FIELDS = {"size_mode": "ratio", "size": "2048x2048", "group": "disabled", "max_images": "4"}
LANGUAGES = ("en", "zh")


def cases(language: str) -> Iterator[tuple[str, int, str]]:
    """The lines of a prompts file: codes of the expected hints, number of references, prompt."""
    text = Path(__file__).with_name(f"prompts_{language}.txt").read_text()
    for line in text.splitlines():
        if not line.startswith("#"):
            codes, references, prompt = line.split(" | ", 2)
            yield codes, int(references), prompt


def hints_for(prompt: str, references: int, **fields: str) -> list[Hint]:
    return hints({**FIELDS, "prompt": prompt, **fields}, references=references)


def code(hint: Hint) -> str:
    count = hint.change.get("max_images") if hint.code == "group" else None
    return f"group={count}" if count else hint.code


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_two_hundred_different_prompts(language):
    assert len({prompt for _codes, _references, prompt in cases(language)}) >= 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_prompt_gets_the_expected_hints(language):
    wrong = [
        f"{prompt}: {found} instead of {codes}"
        for codes, references, prompt in cases(language)
        if (found := ",".join(map(code, hints_for(prompt, references))) or "-") != codes
    ]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_groups_on_only_a_prompt_without_a_number_of_images_gets_a_hint(language):
    wrong = [
        prompt
        for codes, references, prompt in cases(language)
        if ("group" in codes)
        == any(
            one.code == "uncounted" for one in hints_for(prompt, references, group="auto", max_images="15")
        )
    ]
    assert not wrong, "\n" + "\n".join(wrong)
