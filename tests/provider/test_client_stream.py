"""A regular stream, and every irregularity that must not cost an image."""

import asyncio

import pytest

from studio.provider.stream.events import (
    Completed,
    ImageFailed,
    RunFailed,
    Unknown,
)
from tests.provider.factories import (
    THREE_IMAGES,
    events_of,
    make_client,
)
from tests.provider.fake_server import (
    Connection,
    ReceivedRequest,
    fake_server,
    streaming,
)
from tests.provider.frames import (
    DONE,
    LINK,
    completed_event,
    completed_frame,
    failure_event,
    failure_frame,
    frame,
    image_event,
    image_frame,
)

STREAM = image_frame(0) + failure_frame(1) + image_frame(2) + completed_frame(2) + DONE
EVENTS = [image_event(0), failure_event(1), image_event(2), completed_event(2)]


async def test_images_failures_and_the_count_arrive_in_order() -> None:
    assert await events_of(streaming(STREAM)) == EVENTS


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
async def test_chunks_can_end_anywhere(size: int) -> None:
    pieces = [STREAM[i : i + size] for i in range(0, len(STREAM), size)]
    assert await events_of(streaming(*pieces)) == EVENTS


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xef\xbb\xbf" + STREAM, id="a BOM"),
        pytest.param(STREAM.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(STREAM.replace(b"\n", b"\r"), id="CR alone"),
        pytest.param(b": hello\n\n" + STREAM.replace(b"\n\n", b"\n\n: still here\n\n"), id="comments"),
        pytest.param(STREAM.replace(b', "', b',\ndata: "'), id="data over many lines"),
        pytest.param(STREAM.replace(b"data: ", b"data:"), id="no space after the colon"),
        pytest.param(STREAM.replace(b"\nevent: ", b"\nx: "), id="no event lines"),
        pytest.param(STREAM.replace(b'"type"', b'"kind"'), id="types only in the event lines"),
        pytest.param(STREAM.removesuffix(DONE), id="no [DONE]"),
        pytest.param(STREAM.removesuffix(DONE).rstrip(), id="no blank line at the end"),
        pytest.param(STREAM.rstrip(), id="[DONE] without its end"),
        pytest.param(
            STREAM.replace(b"\n\ndata: [DONE]", b"\ndata: [DONE]"), id="a blank line lost before [DONE]"
        ),
        pytest.param(STREAM.replace(b"\n\nevent:", b"\nevent:"), id="every blank line lost"),
        pytest.param(b"retry: 10\nid: 1\n\n" + STREAM, id="other fields"),
        pytest.param(b"\n\n\n" + STREAM, id="blank lines in front"),
        pytest.param(b":" + b"x" * 3_000_000 + b"\n" + STREAM, id="a very long comment"),
        pytest.param(STREAM.replace(b'"m"', b'"' + b"m" * 1_000_000 + b'"'), id="very long lines"),
        pytest.param(STREAM.replace(b'"m"', '"\u2028\u2029\x85"'.encode()), id="U+2028 is no line end"),
        pytest.param(STREAM.replace(b"2048x2048", "2048×2048".encode()), id="the size with ×"),
    ],
)
async def test_format_irregularities_do_not_change_the_events(data: bytes) -> None:
    assert await events_of(streaming(data)) == EVENTS


async def test_characters_can_be_split_between_chunks() -> None:
    link = "https://results.example/图片.jpg"
    data = image_frame(0, url=link)
    pieces = [bytes([byte]) for byte in data]
    assert await events_of(streaming(*pieces)) == [image_event(0, url=link)]


@pytest.mark.parametrize("content_type", ["application/json", "text/html", "text/plain; charset=latin-1"])
async def test_the_content_type_is_ignored(content_type: str) -> None:
    assert await events_of(streaming(STREAM, content_type=content_type)) == EVENTS


async def test_a_missing_index_means_the_next_unseen_image() -> None:
    events = await events_of(streaming(image_frame(1) + image_frame(None) + image_frame(None) + DONE))
    assert events == [image_event(1), image_event(0), image_event(2)]


async def test_repeated_and_reordered_indexes_are_reported_as_they_are() -> None:
    events = await events_of(
        streaming(image_frame(2) + image_frame(0) + image_frame(0) + completed_frame(3) + DONE)
    )
    assert events == [image_event(2), image_event(0), image_event(0), completed_event(3)]


async def test_a_missing_completed_is_a_clean_end() -> None:
    assert await events_of(streaming(image_frame(0) + DONE)) == [image_event(0)]
    assert await events_of(streaming(image_frame(0))) == [image_event(0)]


async def test_an_empty_stream_is_a_clean_end_too() -> None:
    assert await events_of(streaming(b"")) == []
    assert await events_of(streaming(b": nothing to say\n\n")) == []


async def test_completed_can_arrive_twice_with_different_numbers() -> None:
    events = await events_of(streaming(image_frame(0) + completed_frame(1) + completed_frame(9) + DONE))
    assert events == [image_event(0), completed_event(1), completed_event(9)]


async def test_completed_without_numbers_still_completes() -> None:
    assert await events_of(streaming(frame("completed") + DONE)) == [Completed()]


async def test_an_unknown_type_is_reported_and_skipped() -> None:
    events = await events_of(streaming(frame("progress", percent=10) + image_frame(0) + DONE))
    assert events == [Unknown(type="image_generation.progress"), image_event(0)]


async def test_data_that_is_not_json_is_reported_and_skipped() -> None:
    assert await events_of(streaming(b"data: {oops\n\n" + image_frame(0))) == [
        Unknown(type="malformed"),
        image_event(0),
    ]


async def test_an_image_without_a_link_is_reported_as_failed_with_its_own_code() -> None:
    [event] = await events_of(streaming(frame("partial_succeeded", image_index=0, size="2048x2048")))
    assert isinstance(event, ImageFailed)
    assert event.code == "LinkMissing"


@pytest.mark.parametrize("name", [b"", b"event: error\n", b"event: image_generation.failed\n"])
async def test_a_failure_of_the_entire_run_can_arrive_in_mid_stream(name: bytes) -> None:
    data = name + b'data: {"error":{"code":"InternalServiceError","message":"Sorry."}}\n\n'
    events = await events_of(streaming(image_frame(0) + data))
    assert events == [image_event(0), RunFailed(code="InternalServiceError", message="Sorry.")]


async def test_nothing_after_done_is_read() -> None:
    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.begin_response()
        await wire.chunk(image_frame(0) + DONE + image_frame(1))
        await wire.wait_closed()

    assert await events_of(script) == [image_event(0)]


async def test_each_event_is_delivered_before_the_next_one_is_sent() -> None:
    seen = asyncio.Queue[int]()

    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.begin_response()
        for index in range(3):
            await wire.chunk(image_frame(index))
            assert await seen.get() == index
        await wire.chunk(completed_frame(3))
        await wire.end()

    async with fake_server(script) as server, make_client(server.url) as client:
        async for event in client.stream(THREE_IMAGES):
            if event != completed_event(3):
                seen.put_nowait(event.index)
    assert seen.empty()


async def test_links_are_kept_byte_for_byte() -> None:
    [event] = await events_of(streaming(image_frame(0)))
    assert event.url == LINK


async def test_the_request_id_is_known_with_the_first_event() -> None:
    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.begin_response("x-request-id: 021757396757")
        await wire.chunk(image_frame(0))
        await wire.end()

    async with (
        fake_server(script) as server,
        make_client(server.url) as client,
        client.stream(THREE_IMAGES) as call,
    ):
        assert await anext(call) == image_event(0)
        assert call.request_id == "021757396757"


async def test_exiting_early_closes_the_connection() -> None:
    disconnected = asyncio.Event()

    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.begin_response()
        await wire.chunk(image_frame(0))
        await wire.wait_closed()
        disconnected.set()

    async with fake_server(script) as server, make_client(server.url) as client:
        async with client.stream(THREE_IMAGES) as call:
            await anext(call)
        async with asyncio.timeout(60):
            await disconnected.wait()
