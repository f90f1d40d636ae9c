"""Connections that fail or break, and the outcome of the call: what arrived is kept."""

import asyncio
import socket

import pytest

from studio.provider.client import Client
from studio.provider.errors import Outcome, ProviderError
from tests.provider.factories import (
    ONE_IMAGE,
    THREE_IMAGES,
    error_of,
    events_and_error_of,
    make_client,
)
from tests.provider.fake_server import Connection, ReceivedRequest, Script, fake_server, streaming
from tests.provider.frames import DONE, completed_event, completed_frame, image_event, image_frame


async def test_a_refused_connection_can_be_retried() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        async with make_client(f"http://127.0.0.1:{free.getsockname()[1]}/v1") as client:
            error = await error_from(client)
    assert (error.code, error.outcome, error.status) == ("ConnectFailed", Outcome.RETRY, None)


async def test_a_failed_tls_handshake_can_be_retried() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ready\r\n")
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with make_client(f"https://127.0.0.1:{port}/v1") as client:
            error = await error_from(client)
    assert (error.code, error.outcome) == ("ConnectFailed", Outcome.RETRY)


async def test_an_invalid_address_is_a_permanent_error() -> None:
    async with make_client("ftp://example.com") as client:
        error = await error_from(client)
    assert (error.code, error.outcome) == ("InvalidAddress", Outcome.PERMANENT)


async def disconnecting(received: ReceivedRequest, wire: Connection) -> None:
    """Disconnects before the headers."""


async def resetting(received: ReceivedRequest, wire: Connection) -> None:
    wire.reset()


async def sending_no_http(received: ReceivedRequest, wire: Connection) -> None:
    await wire.write(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")


async def sending_half_a_head(received: ReceivedRequest, wire: Connection) -> None:
    await wire.write(b"HTTP/1.1 200 OK\r\ntransfer-enc")


@pytest.mark.parametrize("script", [disconnecting, resetting, sending_no_http, sending_half_a_head])
async def test_a_disconnect_before_the_headers_leaves_the_outcome_unknown(script: Script) -> None:
    error = await error_of(script)
    assert (error.code, error.outcome) == ("interrupted", Outcome.UNKNOWN)


def breaking_after(*pieces: bytes, by_reset: bool = False, bad_chunk: bool = False) -> Script:
    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.begin_response()
        for piece in pieces:
            await wire.chunk(piece)
        if bad_chunk:
            await wire.write(b"zz\r\nnot a chunk\r\n")
        if by_reset:
            await asyncio.sleep(0.05)  # lets the client read first: a reset discards unread data
            wire.reset()

    return script


@pytest.mark.parametrize("options", [{}, {"by_reset": True}, {"bad_chunk": True}])
@pytest.mark.parametrize("count", [0, 1, 2])
async def test_a_disconnect_after_some_events_keeps_them(count: int, options: dict[str, bool]) -> None:
    events, error = await events_and_error_of(breaking_after(*map(image_frame, range(count)), **options))
    assert events == [image_event(index) for index in range(count)]
    assert error is not None
    assert (error.code, error.outcome) == ("interrupted", Outcome.UNKNOWN)


async def test_a_disconnect_within_an_event_drops_only_that_event() -> None:
    events, error = await events_and_error_of(breaking_after(image_frame(0), image_frame(1)[:-20]))
    assert events == [image_event(0)]
    assert error is not None
    assert error.outcome is Outcome.UNKNOWN


async def test_an_event_that_lacks_only_its_blank_line_is_kept_at_a_disconnect() -> None:
    events, error = await events_and_error_of(breaking_after(image_frame(0), image_frame(1).rstrip()))
    assert events == [image_event(0), image_event(1)]
    assert error is not None


async def test_a_disconnect_after_completed_is_not_an_error() -> None:
    events, error = await events_and_error_of(
        breaking_after(image_frame(0), completed_frame(1), by_reset=True)
    )
    assert (events, error) == ([image_event(0), completed_event(1)], None)


async def test_a_disconnect_after_done_is_not_an_error() -> None:
    events, error = await events_and_error_of(breaking_after(image_frame(0) + DONE, by_reset=True))
    assert (events, error) == ([image_event(0)], None)


async def test_a_wrong_content_encoding_leaves_the_outcome_unknown() -> None:
    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.begin_response("content-encoding: gzip")
        await wire.chunk(image_frame(0))
        await wire.end()

    error = await error_of(script)
    assert (error.code, error.outcome) == ("interrupted", Outcome.UNKNOWN)


async def test_every_call_uses_its_own_connection() -> None:
    async with fake_server(streaming(image_frame(0) + DONE)) as server, make_client(server.url) as client:
        for _ in range(3):
            assert [event async for event in client.stream(THREE_IMAGES)] == [image_event(0)]
        assert server.connections == 3


async def error_from(client: Client) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await anext(client.stream(ONE_IMAGE))
    return caught.value
