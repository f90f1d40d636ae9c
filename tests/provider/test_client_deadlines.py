"""A server that keeps the connection open cannot keep the call open."""

import asyncio
import time

import pytest

from studio.provider.errors import Outcome
from studio.provider.limits import overall_deadline
from tests.provider.factories import (
    THREE,
    client,
    events_of,
    outcome_of,
)
from tests.provider.fake_server import (
    ReceivedRequest,
    Script,
    Wire,
    fake_server,
)
from tests.provider.frames import completed, end, image, made

QUICK = {"event_deadline": 0.5, "overall": lambda images: 30.0}


async def silent(received: ReceivedRequest, wire: Wire) -> None:
    await wire.gone()


async def silent_after_the_headers(received: ReceivedRequest, wire: Wire) -> None:
    await wire.begin()
    await wire.gone()


async def commenting(received: ReceivedRequest, wire: Wire) -> None:
    await wire.begin()
    while True:
        await wire.chunk(b": still here\n\n")
        await asyncio.sleep(0.02)


async def dripping_spaces(received: ReceivedRequest, wire: Wire) -> None:
    await wire.begin()
    while True:
        await wire.chunk(b"\n")
        await asyncio.sleep(0.02)


async def dripping_an_event(received: ReceivedRequest, wire: Wire) -> None:
    await wire.begin()
    for byte in made(0):
        await wire.chunk(bytes([byte]))
        await asyncio.sleep(0.02)


async def dripping_headers(received: ReceivedRequest, wire: Wire) -> None:
    while True:
        await wire.write(b"x" if received.line.endswith(" ") else b"HTTP/1.1 200 OK\r\nx-drip: ")
        received.line += " "
        await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    "script",
    [
        silent,
        silent_after_the_headers,
        commenting,
        dripping_spaces,
        dripping_an_event,
        dripping_headers,
    ],
)
async def test_no_event_in_time_ends_the_call_as_unknown(script: Script) -> None:
    started = time.monotonic()
    events, error = await outcome_of(script, **QUICK)
    assert events == []
    assert error is not None
    assert (error.code, error.outcome) == ("deadline", Outcome.UNKNOWN)
    assert time.monotonic() - started < 5  # the promise: the deadline and five seconds


async def test_comments_after_an_image_do_not_count_either() -> None:
    async def script(received: ReceivedRequest, wire: Wire) -> None:
        await wire.begin()
        await wire.chunk(made(0))
        while True:
            await wire.chunk(b": still here\n\n")
            await asyncio.sleep(0.02)

    events, error = await outcome_of(script, **QUICK)
    assert events == [image(0)]
    assert error is not None
    assert error.code == "deadline"


async def test_events_keep_a_call_alive_until_its_overall_deadline() -> None:
    async def script(received: ReceivedRequest, wire: Wire) -> None:
        await wire.begin()
        while True:
            await wire.chunk(made(0))
            await asyncio.sleep(0.1)

    events, error = await outcome_of(script, event_deadline=0.4, overall=lambda images: 0.3 * images)
    assert events
    assert error is not None
    assert error.code == "deadline"


async def test_an_error_that_drips_still_has_its_status() -> None:
    async def script(received: ReceivedRequest, wire: Wire) -> None:
        await wire.write(b"HTTP/1.1 429 Slow\r\ncontent-length: 9999\r\n\r\n")
        await wire.gone()

    _, error = await outcome_of(script, **QUICK)
    assert error is not None
    assert (error.status, error.outcome) == (429, Outcome.RETRY)


async def test_after_completed_a_connection_kept_open_is_only_waited_for_shortly() -> None:
    async def script(received: ReceivedRequest, wire: Wire) -> None:
        await wire.begin()
        await wire.chunk(made(0) + completed(1))
        await wire.gone()

    assert await events_of(script, **QUICK) == [image(0), end(1)]


async def test_time_that_the_caller_takes_is_not_held_against_the_provider() -> None:
    async def script(received: ReceivedRequest, wire: Wire) -> None:
        await wire.begin()
        await wire.chunk(made(0))
        await asyncio.sleep(0.6)
        await wire.chunk(made(1))
        await wire.end()

    async with fake_server(script) as server, client(server.url, **QUICK) as near:
        seen = []
        async for event in near.stream(THREE):
            seen.append(event)
            await asyncio.sleep(0.8)
    assert seen == [image(0), image(1)]


def test_a_call_has_two_minutes_and_one_more_for_each_image() -> None:
    assert overall_deadline(1) == 180
    assert overall_deadline(15) == 1020
