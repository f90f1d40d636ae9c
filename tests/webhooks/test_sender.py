"""The HTTP request to a receiver, and how its responses are handled."""

import asyncio
import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest

from studio.provider.download.links import Target, public_target
from studio.provider.download.ssrf import is_loopback
from studio.webhooks.delivery.sender import RESPONSE_BYTES, Response, follow, send
from tests.provider.conftest import connections  # noqa: F401  (a fixture)
from tests.provider.fake_server import (
    Connection,
    FakeServer,
    ReceivedRequest,
    Script,
    fake_server,
    responding,
)
from tests.provider.host_names import self_signed_certificate, static_resolver
from tests.provider.private_addresses import PRIVATE_ADDRESSES

BODY = b'{"type":"run.ended"}'


async def post(script: Script, **options: Any) -> tuple[Response, FakeServer]:
    async with fake_server(script) as server:
        link = public_target(f"http://127.0.0.1:{server.port}/hooks?token=a%2Fb", loopback=True)
        return await follow(link, BODY, {"webhook-id": "1"}, **options), server


async def test_the_body_and_its_headers_arrive_as_they_were_signed() -> None:
    response, server = await post(responding(204, b""))
    received = server.received[0]
    assert (response.is_success, response.status, response.error) == (True, 204, "")
    assert (received.line, received.body) == ("POST /hooks?token=a%2Fb HTTP/1.1", BODY)
    assert received.headers["host"] == f"127.0.0.1:{server.port}"
    assert (received.headers["content-type"], received.headers["webhook-id"]) == ("application/json", "1")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    async with fake_server(responding(200, b"")) as other:
        response, server = await post(responding(status, b"", f"location: http://127.0.0.1:{other.port}/"))
    assert (response.status, response.is_success, len(server.received), other.connections) == (
        status,
        False,
        1,
        0,
    )


async def test_only_the_beginning_of_a_long_answer_is_read_and_kept() -> None:
    async def endless(received: ReceivedRequest, wire: Connection) -> None:
        await wire.begin_response("content-encoding: gzip")
        while True:
            await wire.chunk(b"no\0\xff" * 4096)

    response, _server = await post(endless)
    assert response.text.startswith("no\ufffdno")
    assert len(response.text) < RESPONSE_BYTES


async def test_a_receiver_that_never_responds_is_too_slow() -> None:
    async def silent(received: ReceivedRequest, wire: Connection) -> None:
        await wire.wait_closed()

    response, _server = await post(silent, deadline=0.2)
    assert (response.status, response.error) == (None, "too_slow")


@pytest.mark.parametrize(
    "partial", [b"", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nshort", b"\xff\r\n\r\n"]
)
async def test_a_broken_connection_is_an_error(partial: bytes) -> None:
    async def close_early(received: ReceivedRequest, wire: Connection) -> None:
        await wire.write(partial)
        wire.writer.close()

    response, _server = await post(close_early)
    assert (response.status, response.error) == (None, "broken")


async def test_a_closed_port_is_unreachable() -> None:
    async with fake_server(responding(200, b"")) as server:
        pass
    response = await send(f"http://127.0.0.1:{server.port}/", BODY, {}, loopback=True)
    assert response.error == "unreachable"


@pytest.mark.parametrize("address", PRIVATE_ADDRESSES)
async def test_a_host_that_resolves_to_a_private_address_is_not_connected_to(
    address: str,
    connections: list[object],  # noqa: F811
) -> None:
    link = public_target("https://hooks.example/", loopback=True)
    for resolved in ([address], ["1.1.1.1", address]):
        assert (await follow(link, BODY, {}, resolver=static_resolver(*resolved))).error == "address_refused"
    assert connections == []


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "169.254.169.254", "10.0.0.1", "localhost"])
async def test_a_private_address_is_not_connected_to(
    host: str,
    connections: list[object],  # noqa: F811
) -> None:
    for url, allowed, code in [
        (f"https://{host}/", True, "address_refused"),
        (f"http://{host}/", False, "not_https"),
    ]:
        assert (await send(url, BODY, {}, loopback=allowed)).error == code
    assert connections == []


async def test_a_host_name_is_resolved_only_once() -> None:
    """Against DNS rebinding: only an address that was checked is connected to."""
    lookups: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        lookups.append(host)
        return ["127.0.0.1"] if len(lookups) == 1 else ["10.0.0.1"]

    async with fake_server(responding(200, b"")) as server:
        link = Target(url=httpx.URL(f"http://hooks.example:{server.port}/"), allowed=is_loopback)
        response = await follow(link, BODY, {}, resolver=rebinding)
    assert (response.status, lookups, server.received[0].headers["host"]) == (
        200, ["hooks.example"], f"hooks.example:{server.port}",
    )  # fmt: skip


async def test_another_address_of_the_host_is_tried() -> None:
    async with fake_server(responding(200, b"")) as server:
        link = Target(url=httpx.URL(f"http://hooks.example:{server.port}/"), allowed=is_loopback)
        response = await follow(link, BODY, {}, resolver=static_resolver("127.0.0.9", "127.0.0.1"))
    assert response.status == 200


@pytest.mark.parametrize(
    ("certificate_host", "error"), [("hooks.example", ""), ("other.example", "unreachable")]
)
async def test_tls_is_verified_for_the_host_name(certificate_host: str, error: str, tmp_path: Path) -> None:
    path = self_signed_certificate(certificate_host, tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    client_context = ssl.create_default_context(cafile=str(path))
    async with fake_server(responding(200, b""), ssl=context) as server:
        link = Target(url=httpx.URL(f"https://hooks.example:{server.port}/"), allowed=is_loopback)
        response = await follow(link, BODY, {}, resolver=static_resolver("127.0.0.1"), context=client_context)
    assert (response.error, len(server.received)) == (error, 0 if error else 1)


async def test_a_timeout_closes_the_connection() -> None:
    closed = asyncio.Event()

    async def silent(received: ReceivedRequest, wire: Connection) -> None:
        await wire.wait_closed()
        closed.set()

    async with fake_server(silent) as server:
        link = public_target(f"http://127.0.0.1:{server.port}/", loopback=True)
        await follow(link, BODY, {}, deadline=0.2)
        await closed.wait()
