"""The events that the provider's payloads are parsed to, in every variant."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.provider.errors import Outcome
from studio.provider.sizes import Size
from studio.provider.stream.events import (
    Completed,
    ImageFailed,
    ImageSucceeded,
    Indexer,
    RunFailed,
    Unknown,
    parse,
    parse_response,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
FIELDS = st.sampled_from(
    [
        "type",
        "image_index",
        "url",
        "b64_json",
        "size",
        "error",
        "usage",
        "code",
        "message",
        "generated_images",
    ]
)
TYPES = st.sampled_from(
    [
        "image_generation.partial_succeeded",
        "image_generation.partial_failed",
        "image_generation.completed",
        "error",
    ]
)


@given(st.dictionaries(FIELDS, JSON | TYPES | st.dictionaries(FIELDS, JSON)))
def test_any_payload_is_parsed_and_its_texts_can_be_stored_in_a_database(payload: dict[str, object]) -> None:
    event = parse(payload)
    for text in (getattr(event, "url", ""), getattr(event, "code", ""), getattr(event, "message", "")):
        assert "\0" not in (text or "")
        (text or "").encode()
    assert 0 <= getattr(event, "index", 0) <= 999
    list(parse_response(payload))


@pytest.mark.parametrize(
    "data", [b"", b"7", b"[]", b"null", b"{", b"\xff", b"[" * 100_000, b'{"a":' + b"9" * 5000]
)
def test_data_that_is_not_an_object_is_malformed(data: bytes) -> None:
    assert parse(data) == Unknown(type="malformed")


def test_the_type_in_the_payload_takes_precedence_over_the_name() -> None:
    payload = json.dumps({"type": "image_generation.completed"}).encode()
    assert parse(payload, name="image_generation.partial_failed") == Completed()


def test_without_type_and_name_the_fields_decide_the_event() -> None:
    assert isinstance(parse({"url": "https://a.example/b.jpg"}), ImageSucceeded)
    assert isinstance(parse({"image_index": 3, "error": {"code": "x"}}), ImageFailed)
    assert isinstance(parse({"usage": {}}), Completed)
    assert isinstance(parse({"error": {"code": "x"}}), RunFailed)
    assert parse({}) == Unknown(type="")


def test_a_link_is_kept_whatever_the_type_of_the_event() -> None:
    event = parse(
        {"type": "image_generation.partial_failed", "image_index": 2, "url": "https://a.example/b.jpg"}
    )
    assert event == ImageSucceeded(index=2, url="https://a.example/b.jpg")


@pytest.mark.parametrize("index", [None, -1, True, "1", 1.5, 10**9])
def test_an_invalid_index_counts_as_missing(index: object) -> None:
    event = parse({"image_index": index, "url": "https://a.example/b.jpg"}, indexer=Indexer(seen={0, 1, 3}))
    assert isinstance(event, ImageSucceeded)
    assert event.index == 2


@pytest.mark.parametrize("size", [None, 7, "", "2K", "0x5", "axb", ["2048x2048"]])
def test_an_invalid_size_is_none(size: object) -> None:
    event = parse({"url": "https://a.example/b.jpg", "size": size})
    assert isinstance(event, ImageSucceeded)
    assert event.size is None


def test_both_multiplication_signs_are_parsed() -> None:
    for size in ("1760x2368", "1760×2368"):
        event = parse({"url": "https://a.example/b.jpg", "size": size})
        assert isinstance(event, ImageSucceeded)
        assert event.size == Size(1760, 2368)


def test_invalid_counts_are_none() -> None:
    usage = {"generated_images": "2", "output_tokens": -1, "total_tokens": 2**70}
    assert parse({"type": "image_generation.completed", "usage": usage}) == Completed()


@pytest.mark.parametrize("error", ["Sorry", {"code": 500, "message": "Sorry"}])
def test_an_error_can_be_a_string_or_have_a_numeric_code(error: object) -> None:
    event = parse({"error": error})
    assert isinstance(event, RunFailed)
    assert event.message == "Sorry"
    assert event.code in ("UnknownError", "500")


def test_a_failed_run_becomes_an_error_with_its_outcome() -> None:
    error = RunFailed(code="InternalServiceError", message="Sorry").error(request_id="0217")
    assert (error.outcome, error.request_id) == (Outcome.RETRY, "0217")
    assert (
        RunFailed(code="OutputImageSensitiveContentDetected", message="").error().outcome is Outcome.PERMANENT
    )
