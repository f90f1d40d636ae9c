"""Everything a server can do wrong, and the outcome of the call."""

import asyncio
import socket

import pytest

from studio.provider.client import Client
from studio.provider.errors import Outcome, ProviderError
from studio.provider.providers import KINDS
from tests.provider.factories import (
    ONE_IMAGE,
    THREE_IMAGES,
    error_of,
    events_and_error_of,
    events_of,
    make_client,
)
from tests.provider.fake_server import (
    Connection,
    ReceivedRequest,
    Script,
    fake_server,
    responding,
    streaming,
)
from tests.provider.frames import DONE, completed_event, completed_frame, image_event, image_frame

HTML_PAGE = b"<!DOCTYPE html><html><h1>Bad gateway</h1></html>"


def error_body(code: str, message: str = "Because.", **more: str) -> bytes:
    fields = "".join(f',"{name}":"{value}"' for name, value in more.items())
    return b'{"error":{"code":"%b","message":"%b"%b}}' % (code.encode(), message.encode(), fields.encode())


# ── Error responses ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (400, "InvalidParameter.size", Outcome.PERMANENT),
        (400, "InputTextSensitiveContentDetected", Outcome.PERMANENT),
        (401, "AuthenticationError", Outcome.PERMANENT),
        (403, "AccountOverdueError", Outcome.PERMANENT),
        (404, "InvalidEndpointOrModel.NotFound", Outcome.PERMANENT),
        (429, "ModelAccountIpmRateLimitExceeded", Outcome.RETRY),
        (429, "QuotaExceeded", Outcome.PERMANENT),
        (500, "InternalServiceError", Outcome.RETRY),
        (504, "gateway_timeout_error", Outcome.UNKNOWN),
    ],
)
async def test_a_json_error_is_read_and_classified(status: int, code: str, outcome: Outcome) -> None:
    error = await error_of(responding(status, error_body(code)))
    assert (error.status, error.code, error.outcome) == (status, code, outcome)
    assert error.message == "Because."


async def test_an_error_without_the_error_object_is_read_too() -> None:
    error = await error_of(responding(400, b'{"code":"param_error","message":"Because."}'))
    assert (error.code, error.message) == ("param_error", "Because.")


async def test_the_param_is_a_field_or_the_request_id() -> None:
    error = await error_of(responding(400, error_body("InvalidParameter", param="size")))
    assert (error.param, error.request_id) == ("size", None)
    uuid = "3f2b8c1e-0d4a-4b57-9c0e-5a1f2b3c4d5e"
    error = await error_of(responding(400, error_body("param_error", param=uuid)))
    assert (error.param, error.request_id) == (None, uuid)


async def test_the_request_id_header_takes_precedence() -> None:
    error = await error_of(responding(400, error_body("InvalidParameter"), "x-request-id: 0217"))
    assert error.request_id == "0217"


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (404, b"", Outcome.PERMANENT),
        (400, b"no json", Outcome.PERMANENT),
        (403, HTML_PAGE, Outcome.PERMANENT),
        (302, b"", Outcome.PERMANENT),
        (429, b"", Outcome.RETRY),
        (408, b"", Outcome.UNKNOWN),
        (500, HTML_PAGE, Outcome.UNKNOWN),
        (502, HTML_PAGE, Outcome.UNKNOWN),
        (503, b"", Outcome.UNKNOWN),
        (504, b"[" * 60_000, Outcome.UNKNOWN),
        (599, b'{"error":null}', Outcome.UNKNOWN),
        (500, b'{"error":"Sorry"}', Outcome.UNKNOWN),
    ],
)
async def test_without_a_code_the_status_decides_the_outcome(
    status: int, body: bytes, outcome: Outcome
) -> None:
    assert (await error_of(responding(status, body))).outcome is outcome


async def test_a_redirect_is_not_followed() -> None:
    async with fake_server(responding(200, b"{}")) as other:
        await error_of(responding(307, b"", f"location: {other.url}/images/generations"))
        assert other.connections == 0


async def test_an_endless_error_page_is_not_read_to_the_end() -> None:
    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.write(b"HTTP/1.1 502 Bad\r\ncontent-length: 99999999\r\n\r\n")
        while True:
            await wire.write(b"<p>" * 10_000)

    assert (await error_of(script)).status == 502


async def test_an_error_with_a_truncated_body_still_has_its_status() -> None:
    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.write(b'HTTP/1.1 401 No\r\ncontent-length: 500\r\n\r\n{"error":')

    error = await error_of(script)
    assert (error.status, error.outcome) == (401, Outcome.PERMANENT)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("1e300", 3600.0),
        ("nan", None),
        ("soon", None),
        ("", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
        ("Wed, 21 Oct 2015 07:28:00 -0000", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 3600.0),
    ],
)
async def test_retry_after_is_a_number_or_a_date(header: str, seconds: float | None) -> None:
    error = await error_of(responding(429, error_body("ServerOverloaded"), f"retry-after: {header}"))
    assert error.retry_after == seconds


async def test_a_429_without_the_header_has_no_retry_after() -> None:
    assert (await error_of(responding(429, error_body("rate_limit")))).retry_after is None


# ── Errors with status 200 ───────────────────────────────────────────────────────────────────────────


async def test_a_200_with_a_json_error_is_that_error() -> None:
    error = await error_of(responding(200, error_body("InternalServiceError")))
    assert (error.code, error.outcome) == ("InternalServiceError", Outcome.RETRY)
    error = await error_of(responding(200, error_body("SomethingNew"), "content-type: text/event-stream"))
    assert (error.code, error.outcome) == ("SomethingNew", Outcome.PERMANENT)


@pytest.mark.parametrize(
    "body",
    [
        HTML_PAGE,
        b"\xef\xbb\xbf\n " + HTML_PAGE,
        b"{}",
        b'{"data":',
        b"[1]",
        b'{"hello":"world"}',
        b"{" * 100_000,
    ],
)
async def test_a_200_without_images_or_error_leaves_the_outcome_unknown(body: bytes) -> None:
    error = await error_of(responding(200, body))
    assert (error.code, error.outcome) == ("NotAnAnswer", Outcome.UNKNOWN)


async def test_a_json_document_instead_of_a_stream_is_read() -> None:
    link = '{"data":[{"url":"https://results.example/a%2Fb.jpg?sig=x%3D1","size":"2048x2048"}]'
    document = (
        link + ',"usage":{"generated_images":1,"output_tokens":16384,"total_tokens":16384},"error":null}'
    )
    assert await events_of(responding(200, document.encode()), ONE_IMAGE) == [
        image_event(0),
        completed_event(1),
    ]


# ── Broken connections ───────────────────────────────────────────────────────────────────────────────


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


def test_providers_differ_in_the_name_of_the_references_field() -> None:
    assert {kind.name: kind.references_field for kind in KINDS.values()} == {
        "sandbox": "images",
        "modelverse": "images",
        "ark": "image",
        "byteplus": "image",
    }
