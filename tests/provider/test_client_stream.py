"""A stream as it should be, and every oddity of one that must not cost an image."""

import asyncio

import pytest

from studio.provider.stream.events import (
    Completed,
    ImageFailed,
    RunFailed,
    Unknown,
)
from tests.provider.factories import (
    THREE,
    client,
    events_of,
)
from tests.provider.fake_server import (
    ReceivedRequest,
    Wire,
    fake_server,
    streaming,
)
from tests.provider.frames import DONE, LINK, completed, end, failure, frame, image, made, refused

WHOLE = made(0) + refused(1) + made(2) + completed(2) + DONE
MEANING = [image(0), failure(1), image(2), end(2)]


async def test_images_failures_and_the_count_come_in_order() -> None:
    assert await events_of(streaming(WHOLE)) == MEANING


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
async def test_chunks_may_end_anywhere(size: int) -> None:
    pieces = [WHOLE[i : i + size] for i in range(0, len(WHOLE), size)]
    assert await events_of(streaming(*pieces)) == MEANING


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(b"\xef\xbb\xbf" + WHOLE, id="a BOM"),
        pytest.param(WHOLE.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(WHOLE.replace(b"\n", b"\r"), id="CR alone"),
        pytest.param(b": hello\n\n" + WHOLE.replace(b"\n\n", b"\n\n: still here\n\n"), id="comments"),
        pytest.param(WHOLE.replace(b', "', b',\ndata: "'), id="data over many lines"),
        pytest.param(WHOLE.replace(b"data: ", b"data:"), id="no space after the colon"),
        pytest.param(WHOLE.replace(b"\nevent: ", b"\nx: "), id="no event lines"),
        pytest.param(WHOLE.replace(b'"type"', b'"kind"'), id="types only in the event lines"),
        pytest.param(WHOLE.removesuffix(DONE), id="no [DONE]"),
        pytest.param(WHOLE.removesuffix(DONE).rstrip(), id="no blank line at the end"),
        pytest.param(WHOLE.rstrip(), id="[DONE] without its end"),
        pytest.param(
            WHOLE.replace(b"\n\ndata: [DONE]", b"\ndata: [DONE]"), id="a blank line lost before [DONE]"
        ),
        pytest.param(WHOLE.replace(b"\n\nevent:", b"\nevent:"), id="every blank line lost"),
        pytest.param(b"retry: 10\nid: 1\n\n" + WHOLE, id="other fields"),
        pytest.param(b"\n\n\n" + WHOLE, id="blank lines in front"),
        pytest.param(b":" + b"x" * 3_000_000 + b"\n" + WHOLE, id="a very long comment"),
        pytest.param(WHOLE.replace(b'"m"', b'"' + b"m" * 1_000_000 + b'"'), id="very long lines"),
        pytest.param(WHOLE.replace(b'"m"', '"\u2028\u2029\x85"'.encode()), id="U+2028 is no line end"),
        pytest.param(WHOLE.replace(b"2048x2048", "2048×2048".encode()), id="the size with ×"),
    ],
)
async def test_an_oddity_changes_nothing(odd: bytes) -> None:
    assert await events_of(streaming(odd)) == MEANING


async def test_characters_may_be_split_between_chunks() -> None:
    link = "https://results.example/图片.jpg"
    data = made(0, url=link)
    pieces = [bytes([byte]) for byte in data]
    assert await events_of(streaming(*pieces)) == [image(0, url=link)]


@pytest.mark.parametrize("content_type", ["application/json", "text/html", "text/plain; charset=latin-1"])
async def test_the_content_type_decides_nothing(content_type: str) -> None:
    assert await events_of(streaming(WHOLE, content_type=content_type)) == MEANING


async def test_a_missing_index_means_the_next_image_not_seen() -> None:
    events = await events_of(streaming(made(1) + made(None) + made(None) + DONE))
    assert events == [image(1), image(0), image(2)]


async def test_repeated_and_reordered_indexes_are_reported_as_they_are() -> None:
    events = await events_of(streaming(made(2) + made(0) + made(0) + completed(3) + DONE))
    assert events == [image(2), image(0), image(0), end(3)]


async def test_a_missing_completed_is_a_clean_end() -> None:
    assert await events_of(streaming(made(0) + DONE)) == [image(0)]
    assert await events_of(streaming(made(0))) == [image(0)]


async def test_a_stream_that_says_nothing_is_a_clean_end_too() -> None:
    assert await events_of(streaming(b"")) == []
    assert await events_of(streaming(b": nothing to say\n\n")) == []


async def test_completed_may_come_twice_with_other_numbers() -> None:
    events = await events_of(streaming(made(0) + completed(1) + completed(9) + DONE))
    assert events == [image(0), end(1), end(9)]


async def test_completed_without_numbers_still_completes() -> None:
    assert await events_of(streaming(frame("completed") + DONE)) == [Completed()]


async def test_an_unknown_type_is_reported_and_passed_over() -> None:
    events = await events_of(streaming(frame("progress", percent=10) + made(0) + DONE))
    assert events == [Unknown(type="image_generation.progress"), image(0)]


async def test_data_that_is_no_json_is_reported_and_passed_over() -> None:
    assert await events_of(streaming(b"data: {oops\n\n" + made(0))) == [Unknown(type="malformed"), image(0)]


async def test_an_image_without_a_link_is_reported_as_a_failure_of_its_own_kind() -> None:
    [event] = await events_of(streaming(frame("partial_succeeded", image_index=0, size="2048x2048")))
    assert isinstance(event, ImageFailed)
    assert event.code == "LinkMissing"


@pytest.mark.parametrize("name", [b"", b"event: error\n", b"event: image_generation.failed\n"])
async def test_a_failure_of_everything_may_come_in_mid_stream(name: bytes) -> None:
    data = name + b'data: {"error":{"code":"InternalServiceError","message":"Sorry."}}\n\n'
    events = await events_of(streaming(made(0) + data))
    assert events == [image(0), RunFailed(code="InternalServiceError", message="Sorry.")]


async def test_nothing_after_done_is_read() -> None:
    async def script(received: ReceivedRequest, wire: Wire) -> None:
        await wire.begin()
        await wire.chunk(made(0) + DONE + made(1))
        await wire.gone()

    assert await events_of(script) == [image(0)]


async def test_each_event_is_there_before_the_next_one_is_sent() -> None:
    seen = asyncio.Queue[int]()

    async def script(received: ReceivedRequest, wire: Wire) -> None:
        await wire.begin()
        for index in range(3):
            await wire.chunk(made(index))
            assert await seen.get() == index
        await wire.chunk(completed(3))
        await wire.end()

    async with fake_server(script) as server, client(server.url) as near:
        async for event in near.stream(THREE):
            if event != end(3):
                seen.put_nowait(event.index)
    assert seen.empty()


async def test_links_come_through_byte_by_byte() -> None:
    [event] = await events_of(streaming(made(0)))
    assert event.url == LINK


async def test_the_request_id_is_known_with_the_first_event() -> None:
    async def script(received: ReceivedRequest, wire: Wire) -> None:
        await wire.begin("x-request-id: 021757396757")
        await wire.chunk(made(0))
        await wire.end()

    async with fake_server(script) as server, client(server.url) as near, near.stream(THREE) as call:
        assert await anext(call) == image(0)
        assert call.request_id == "021757396757"


async def test_leaving_early_closes_the_connection() -> None:
    left = asyncio.Event()

    async def script(received: ReceivedRequest, wire: Wire) -> None:
        await wire.begin()
        await wire.chunk(made(0))
        await wire.gone()
        left.set()

    async with fake_server(script) as server, client(server.url) as near:
        async with near.stream(THREE) as call:
            await anext(call)
        async with asyncio.timeout(5):
            await left.wait()
