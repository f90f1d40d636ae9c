"""Everything a server can do wrong, and the outcome of the call."""

import asyncio
import socket

import pytest

from studio.provider.client import Client
from studio.provider.errors import Outcome, ProviderError
from studio.provider.providers import KINDS
from tests.provider.factories import (
    ONE,
    THREE,
    client,
    error_of,
    events_of,
    outcome_of,
)
from tests.provider.fake_server import (
    ReceivedRequest,
    Script,
    Wire,
    answering,
    fake_server,
    streaming,
)
from tests.provider.frames import DONE, completed, end, image, made

PAGE = b"<!DOCTYPE html><html><h1>Bad gateway</h1></html>"


def wrapped(code: str, message: str = "Because.", **more: str) -> bytes:
    fields = "".join(f',"{name}":"{value}"' for name, value in more.items())
    return b'{"error":{"code":"%b","message":"%b"%b}}' % (code.encode(), message.encode(), fields.encode())


# ── Answers that refuse ──────────────────────────────────────────────────────────────────────────────


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
    error = await error_of(answering(status, wrapped(code)))
    assert (error.status, error.code, error.outcome) == (status, code, outcome)
    assert error.message == "Because."


async def test_an_error_without_its_wrapping_is_read_too() -> None:
    error = await error_of(answering(400, b'{"code":"param_error","message":"Because."}'))
    assert (error.code, error.message) == ("param_error", "Because.")


async def test_the_param_is_a_field_or_the_id_of_the_request() -> None:
    error = await error_of(answering(400, wrapped("InvalidParameter", param="size")))
    assert (error.param, error.request_id) == ("size", None)
    uuid = "3f2b8c1e-0d4a-4b57-9c0e-5a1f2b3c4d5e"
    error = await error_of(answering(400, wrapped("param_error", param=uuid)))
    assert (error.param, error.request_id) == (None, uuid)


async def test_the_header_with_the_request_id_wins() -> None:
    error = await error_of(answering(400, wrapped("InvalidParameter"), "x-request-id: 0217"))
    assert error.request_id == "0217"


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (404, b"", Outcome.PERMANENT),
        (400, b"no json", Outcome.PERMANENT),
        (403, PAGE, Outcome.PERMANENT),
        (302, b"", Outcome.PERMANENT),
        (429, b"", Outcome.RETRY),
        (408, b"", Outcome.UNKNOWN),
        (500, PAGE, Outcome.UNKNOWN),
        (502, PAGE, Outcome.UNKNOWN),
        (503, b"", Outcome.UNKNOWN),
        (504, b"[" * 60_000, Outcome.UNKNOWN),
        (599, b'{"error":null}', Outcome.UNKNOWN),
        (500, b'{"error":"Sorry"}', Outcome.UNKNOWN),
    ],
)
async def test_without_a_code_the_status_speaks(status: int, body: bytes, outcome: Outcome) -> None:
    assert (await error_of(answering(status, body))).outcome is outcome


async def test_a_redirect_is_not_followed() -> None:
    async with fake_server(answering(200, b"{}")) as other:
        await error_of(answering(307, b"", f"location: {other.url}/images/generations"))
        assert other.connections == 0


async def test_an_error_page_without_end_is_not_read_for_ever() -> None:
    async def script(received: ReceivedRequest, wire: Wire) -> None:
        await wire.write(b"HTTP/1.1 502 Bad\r\ncontent-length: 99999999\r\n\r\n")
        while True:
            await wire.write(b"<p>" * 10_000)

    assert (await error_of(script)).status == 502


async def test_an_error_whose_body_breaks_still_has_its_status() -> None:
    async def script(received: ReceivedRequest, wire: Wire) -> None:
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
    error = await error_of(answering(429, wrapped("ServerOverloaded"), f"retry-after: {header}"))
    assert error.retry_after == seconds


async def test_a_429_without_retry_after_names_no_time() -> None:
    assert (await error_of(answering(429, wrapped("rate_limit")))).retry_after is None


# ── A 200 that is none ───────────────────────────────────────────────────────────────────────────────


async def test_a_200_with_a_json_error_is_the_error() -> None:
    error = await error_of(answering(200, wrapped("InternalServiceError")))
    assert (error.code, error.outcome) == ("InternalServiceError", Outcome.RETRY)
    error = await error_of(answering(200, wrapped("SomethingNew"), "content-type: text/event-stream"))
    assert (error.code, error.outcome) == ("SomethingNew", Outcome.PERMANENT)


@pytest.mark.parametrize(
    "body",
    [PAGE, b"\xef\xbb\xbf\n " + PAGE, b"{}", b'{"data":', b"[1]", b'{"hello":"world"}', b"{" * 100_000],
)
async def test_a_200_that_says_nothing_leaves_the_outcome_unknown(body: bytes) -> None:
    error = await error_of(answering(200, body))
    assert (error.code, error.outcome) == ("NotAnAnswer", Outcome.UNKNOWN)


async def test_a_whole_answer_in_place_of_a_stream_is_read() -> None:
    link = '{"data":[{"url":"https://results.example/a%2Fb.jpg?sig=x%3D1","size":"2048x2048"}]'
    answer = link + ',"usage":{"generated_images":1,"output_tokens":16384,"total_tokens":16384},"error":null}'
    assert await events_of(answering(200, answer.encode()), ONE) == [image(0), end(1)]


# ── Connections that break ───────────────────────────────────────────────────────────────────────────


async def test_nobody_there_may_be_tried_again() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        async with client(f"http://127.0.0.1:{free.getsockname()[1]}/v1") as near:
            error = await failure_of(near)
    assert (error.code, error.outcome, error.status) == ("ConnectFailed", Outcome.RETRY, None)


async def test_a_broken_tls_greeting_may_be_tried_again() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ready\r\n")
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with client(f"https://127.0.0.1:{port}/v1") as near:
            error = await failure_of(near)
    assert (error.code, error.outcome) == ("ConnectFailed", Outcome.RETRY)


async def test_an_address_that_is_none_is_for_the_administrator_to_mend() -> None:
    async with client("ftp://example.com") as near:
        error = await failure_of(near)
    assert (error.code, error.outcome) == ("InvalidAddress", Outcome.PERMANENT)


async def dropped(received: ReceivedRequest, wire: Wire) -> None:
    """Hangs up before the headers."""


async def reset(received: ReceivedRequest, wire: Wire) -> None:
    wire.reset()


async def nonsense(received: ReceivedRequest, wire: Wire) -> None:
    await wire.write(b"SSH-2.0-OpenSSH_9.9\r\n\r\n")


async def half_a_head(received: ReceivedRequest, wire: Wire) -> None:
    await wire.write(b"HTTP/1.1 200 OK\r\ntransfer-enc")


@pytest.mark.parametrize("script", [dropped, reset, nonsense, half_a_head])
async def test_a_break_before_the_headers_leaves_the_outcome_unknown(script: Script) -> None:
    error = await error_of(script)
    assert (error.code, error.outcome) == ("interrupted", Outcome.UNKNOWN)


def breaking_after(*pieces: bytes, by_reset: bool = False, bad_chunk: bool = False) -> Script:
    async def script(received: ReceivedRequest, wire: Wire) -> None:
        await wire.begin()
        for piece in pieces:
            await wire.chunk(piece)
        if bad_chunk:
            await wire.write(b"zz\r\nnot a chunk\r\n")
        if by_reset:
            await asyncio.sleep(0.05)  # what was sent must have been read: a reset takes it away
            wire.reset()

    return script


@pytest.mark.parametrize("options", [{}, {"by_reset": True}, {"bad_chunk": True}])
@pytest.mark.parametrize("count", [0, 1, 2])
async def test_a_break_after_some_events_keeps_them(count: int, options: dict[str, bool]) -> None:
    events, error = await outcome_of(breaking_after(*map(made, range(count)), **options))
    assert events == [image(index) for index in range(count)]
    assert error is not None
    assert (error.code, error.outcome) == ("interrupted", Outcome.UNKNOWN)


async def test_a_break_in_the_middle_of_an_event_drops_just_that_one() -> None:
    events, error = await outcome_of(breaking_after(made(0), made(1)[:-20]))
    assert events == [image(0)]
    assert error is not None
    assert error.outcome is Outcome.UNKNOWN


async def test_an_event_that_only_lacks_its_end_is_kept_at_a_break() -> None:
    events, error = await outcome_of(breaking_after(made(0), made(1).rstrip()))
    assert events == [image(0), image(1)]
    assert error is not None


async def test_a_break_after_completed_harms_nothing() -> None:
    events, error = await outcome_of(breaking_after(made(0), completed(1), by_reset=True))
    assert (events, error) == ([image(0), end(1)], None)


async def test_a_break_after_done_harms_nothing() -> None:
    events, error = await outcome_of(breaking_after(made(0) + DONE, by_reset=True))
    assert (events, error) == ([image(0)], None)


async def test_what_claims_to_be_compressed_and_is_not_leaves_the_outcome_unknown() -> None:
    async def script(received: ReceivedRequest, wire: Wire) -> None:
        await wire.begin("content-encoding: gzip")
        await wire.chunk(made(0))
        await wire.end()

    error = await error_of(script)
    assert (error.code, error.outcome) == ("interrupted", Outcome.UNKNOWN)


async def test_every_call_has_a_connection_of_its_own() -> None:
    async with fake_server(streaming(made(0) + DONE)) as server, client(server.url) as near:
        for _ in range(3):
            assert [event async for event in near.stream(THREE)] == [image(0)]
        assert server.connections == 3


async def failure_of(near: Client) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await anext(near.stream(ONE))
    return caught.value


def test_the_kinds_differ_only_in_what_the_contract_says() -> None:
    assert {kind.name: kind.references_field for kind in KINDS.values()} == {
        "sandbox": "images",
        "modelverse": "images",
        "ark": "image",
        "byteplus": "image",
    }
