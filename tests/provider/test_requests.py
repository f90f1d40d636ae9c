"""Requests that would be refused are detected before they are sent."""

from dataclasses import replace
from pathlib import Path

import pytest

from studio.provider.models import MODELS
from studio.provider.requests import (
    DataReference,
    GenerationRequest,
    InvalidRequest,
    UrlReference,
    check,
    problems,
)

PRO, LITE = MODELS["doubao-seedream-5.0-pro"], MODELS["doubao-seedream-5.0-lite"]
LINK = UrlReference(url="https://a.example/b.png")
FILE = DataReference(media_type="image/jpeg", path=Path("a"), size=1000)
VALID = GenerationRequest(prompt="A vase", references=(LINK, FILE), size="2K", max_images=13)


def problem_codes(request: GenerationRequest) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in problems(request)]


def test_a_valid_request_has_no_problems() -> None:
    assert problem_codes(VALID) == []
    check(VALID)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"prompt": " \n"}, ("prompt", "required")),
        ({"size": "1K"}, ("size", "unreadable")),
        ({"size": "1920x1080"}, ("size", "too_few")),
        ({"size": "8000x8000"}, ("size", "too_many")),
        ({"size": "20000x500"}, ("size", "ratio")),
        ({"size": "0x500"}, ("size", "empty")),
        ({"max_images": 0}, ("max_images", "range")),
        ({"max_images": 16}, ("max_images", "range")),
        ({"max_images": 14}, ("max_images", "together")),
        ({"max_images": None, "references": (LINK,) * 15}, ("references", "too_many")),
        ({"references": (replace(FILE, media_type="image/svg+xml"),)}, ("references", "format")),
        ({"references": (replace(FILE, size=11 * 1024**2),)}, ("references", "too_big")),
        ({"references": (replace(FILE, size=0),)}, ("references", "empty")),
        ({"references": (UrlReference(url="file:///etc/passwd"),)}, ("references", "address")),
        ({"references": (UrlReference(url="https://[oops"),)}, ("references", "address")),
        ({"optimize_prompt": "fast"}, ("optimize_prompt", "mode")),
    ],
)
def test_each_limit_has_its_field_and_code(changes: dict[str, object], expected: tuple[str, str]) -> None:
    request = replace(VALID, **changes)
    assert problem_codes(request) == [expected]
    with pytest.raises(InvalidRequest) as caught:
        check(request)
    assert (caught.value.field, caught.value.code) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"model": PRO, "size": "4K"}, ("size", "unreadable")),
        ({"model": PRO, "size": "2049x1200"}, ("size", "step")),
        ({"model": PRO, "size": "4096x2048"}, ("size", "too_many")),
        ({"model": PRO, "max_images": 2}, ("max_images", "groups")),
        ({"model": PRO, "references": (LINK,) * 11}, ("references", "too_many")),
        ({"model": PRO, "web_search": True}, ("web_search", "unsupported")),
        ({"model": LITE, "size": "4096x4096"}, ("size", "too_many")),
        ({"model": LITE, "optimize_prompt": "fast"}, ("optimize_prompt", "mode")),
    ],
)
def test_each_model_has_its_own_limits(changes: dict[str, object], expected: tuple[str, str]) -> None:
    assert problem_codes(replace(VALID, **{"max_images": None, **changes})) == [expected]


def test_what_one_model_refuses_another_accepts() -> None:
    single_image = replace(VALID, max_images=None)
    assert problem_codes(replace(single_image, model=PRO, size="1.5k", optimize_prompt="fast")) == []
    assert problem_codes(replace(single_image, model=LITE, size="3K", web_search=True)) == []


@pytest.mark.parametrize("size", ["2K", "4k", "2048x2048", "2560×1440"])
def test_tiers_and_exact_sizes_are_valid(size: str) -> None:
    assert problem_codes(replace(VALID, size=size)) == []


def test_a_request_states_its_number_of_images() -> None:
    assert replace(VALID, max_images=None).images == 1
    assert VALID.images == 13


def test_fourteen_references_leave_room_for_one_image() -> None:
    assert problem_codes(replace(VALID, max_images=None, references=(LINK,) * 14)) == []
    assert problem_codes(replace(VALID, max_images=1, references=(LINK,) * 14)) == []
