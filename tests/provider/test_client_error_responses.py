"""What the provider refuses, and the outcome of the call: error responses, also with status 200."""

import pytest

from studio.provider.errors import Outcome
from tests.provider.factories import ONE_IMAGE, error_of, events_of
from tests.provider.fake_server import Connection, ReceivedRequest, fake_server, responding
from tests.provider.frames import completed_event, image_event

HTML_PAGE = b"<!DOCTYPE html><html><h1>Bad gateway</h1></html>"


def error_body(code: str, message: str = "Because.", **more: str) -> bytes:
    fields = "".join(f',"{name}":"{value}"' for name, value in more.items())
    return b'{"error":{"code":"%b","message":"%b"%b}}' % (code.encode(), message.encode(), fields.encode())


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
    assert (error.code, error.outcome) == ("InvalidResponse", Outcome.UNKNOWN)


async def test_a_json_document_instead_of_a_stream_is_read() -> None:
    link = '{"data":[{"url":"https://results.example/a%2Fb.jpg?sig=x%3D1","size":"2048x2048"}]'
    document = (
        link + ',"usage":{"generated_images":1,"output_tokens":16384,"total_tokens":16384},"error":null}'
    )
    assert await events_of(responding(200, document.encode()), ONE_IMAGE) == [
        image_event(0),
        completed_event(1),
    ]
