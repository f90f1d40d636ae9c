"""A server that keeps the connection open cannot keep the call open."""

import asyncio
import time

import pytest

from studio.provider.errors import Outcome
from studio.provider.limits import overall_deadline
from tests.provider.factories import (
    THREE_IMAGES,
    events_and_error_of,
    events_of,
    make_client,
)
from tests.provider.fake_server import (
    Connection,
    ReceivedRequest,
    Script,
    fake_server,
)
from tests.provider.frames import completed_event, completed_frame, image_event, image_frame

SHORT_DEADLINES = {"event_deadline": 0.5, "overall": lambda images: 30.0}


async def silent(received: ReceivedRequest, wire: Connection) -> None:
    await wire.wait_closed()


async def silent_after_headers(received: ReceivedRequest, wire: Connection) -> None:
    await wire.begin_response()
    await wire.wait_closed()


async def sending_comments(received: ReceivedRequest, wire: Connection) -> None:
    await wire.begin_response()
    while True:
        await wire.chunk(b": still here\n\n")
        await asyncio.sleep(0.02)


async def dripping_newlines(received: ReceivedRequest, wire: Connection) -> None:
    await wire.begin_response()
    while True:
        await wire.chunk(b"\n")
        await asyncio.sleep(0.02)


async def dripping_an_event(received: ReceivedRequest, wire: Connection) -> None:
    await wire.begin_response()
    for byte in image_frame(0):
        await wire.chunk(bytes([byte]))
        await asyncio.sleep(0.02)


async def dripping_headers(received: ReceivedRequest, wire: Connection) -> None:
    while True:
        await wire.write(b"x" if received.line.endswith(" ") else b"HTTP/1.1 200 OK\r\nx-drip: ")
        received.line += " "
        await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    "script",
    [
        silent,
        silent_after_headers,
        sending_comments,
        dripping_newlines,
        dripping_an_event,
        dripping_headers,
    ],
)
async def test_no_event_in_time_ends_the_call_as_unknown(script: Script) -> None:
    started_at = time.monotonic()
    events, error = await events_and_error_of(script, **SHORT_DEADLINES)
    assert events == []
    assert error is not None
    assert (error.code, error.outcome) == ("deadline", Outcome.UNKNOWN)
    assert time.monotonic() - started_at < 5  # guaranteed: the deadline plus five seconds


async def test_comments_after_an_image_do_not_extend_the_deadline() -> None:
    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.begin_response()
        await wire.chunk(image_frame(0))
        while True:
            await wire.chunk(b": still here\n\n")
            await asyncio.sleep(0.02)

    events, error = await events_and_error_of(script, **SHORT_DEADLINES)
    assert events == [image_event(0)]
    assert error is not None
    assert error.code == "deadline"


async def test_events_keep_a_call_alive_until_its_overall_deadline() -> None:
    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.begin_response()
        while True:
            await wire.chunk(image_frame(0))
            await asyncio.sleep(0.1)

    events, error = await events_and_error_of(script, event_deadline=0.4, overall=lambda images: 0.3 * images)
    assert events
    assert error is not None
    assert error.code == "deadline"


async def test_an_error_with_a_stalled_body_still_has_its_status() -> None:
    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.write(b"HTTP/1.1 429 Slow\r\ncontent-length: 9999\r\n\r\n")
        await wire.wait_closed()

    _, error = await events_and_error_of(script, **SHORT_DEADLINES)
    assert error is not None
    assert (error.status, error.outcome) == (429, Outcome.RETRY)


async def test_a_connection_kept_open_after_completed_does_not_delay_the_end() -> None:
    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.begin_response()
        await wire.chunk(image_frame(0) + completed_frame(1))
        await wire.wait_closed()

    assert await events_of(script, **SHORT_DEADLINES) == [image_event(0), completed_event(1)]


async def test_time_spent_by_the_caller_does_not_count_towards_the_deadline() -> None:
    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.begin_response()
        await wire.chunk(image_frame(0))
        await asyncio.sleep(0.6)
        await wire.chunk(image_frame(1))
        await wire.end()

    async with fake_server(script) as server, make_client(server.url, **SHORT_DEADLINES) as client:
        seen = []
        async for event in client.stream(THREE_IMAGES):
            seen.append(event)
            await asyncio.sleep(0.8)
    assert seen == [image_event(0), image_event(1)]


def test_a_call_has_two_minutes_plus_one_minute_per_image() -> None:
    assert overall_deadline(1) == 180
    assert overall_deadline(15) == 1020
