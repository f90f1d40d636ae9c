"""Sends one POST to a receiver: to a checked IP address, without redirects, and with a total deadline."""

import asyncio
import functools
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx

from studio.provider.download.links import (
    Resolver,
    ResultError,
    Target,
    addresses_of,
    public_target,
    resolve,
)
from studio.provider.download.ssrf import Address

DEADLINE = 10.0
"""Seconds for name resolution, connection and response together."""
RESPONSE_BYTES = 64 * 1024
"""Bytes read of a response; the rest is ignored."""
TIMEOUT = httpx.Timeout(None, connect=3.0)
"""A short connect timeout, since a name may have one address that does not respond, and another that does."""
USER_AGENT = "Seedream-Studio-Webhooks/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The result of an attempt: a status with the start of the body, or an error code."""

    status: int | None = None
    text: str = ""
    error: str = ""
    milliseconds: int = 0

    @property
    def is_success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


async def send(url: str, body: bytes, headers: Mapping[str, str], *, loopback: bool) -> Response:
    """Sends one event; never raises for receiver errors. `loopback` allows plain http to this machine, nothing else.

    Error codes: those of a result link (`not_https`, `address_refused`, …), `too_slow` and `broken`.
    """
    try:
        link = public_target(url, loopback=loopback)
    except ResultError as error:
        return Response(error=error.code)
    return await follow(link, body, headers)


async def follow(
    link: Target,
    body: bytes,
    headers: Mapping[str, str],
    *,
    deadline: float = DEADLINE,
    resolver: Resolver = resolve,
    context: ssl.SSLContext | None = None,
) -> Response:
    """The same for a parsed link, which has its own rule for allowed addresses."""
    started = time.monotonic()
    try:
        async with asyncio.timeout(deadline):
            found = await addresses_of(link, resolver)
            status, text = await _post(link, found, body, headers, context or _context())
    except TimeoutError:
        return Response(error="too_slow", milliseconds=_since(started))
    except ResultError as error:
        return Response(error=error.code, milliseconds=_since(started))
    except httpx.HTTPError:
        return Response(error="broken", milliseconds=_since(started))
    return Response(status=status, text=text, milliseconds=_since(started))


async def _post(
    link: Target,
    addresses: Sequence[Address],
    body: bytes,
    headers: Mapping[str, str],
    context: ssl.SSLContext,
) -> tuple[int, str]:
    """Posts to the first address that accepts a connection."""
    client = httpx.AsyncClient(verify=context, trust_env=False, follow_redirects=False, timeout=TIMEOUT)
    async with client:
        for address in addresses:
            try:
                return await _send_request(client, link, address, body, headers)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
    raise ResultError("unreachable")


async def _send_request(
    client: httpx.AsyncClient, link: Target, address: Address, body: bytes, headers: Mapping[str, str]
) -> tuple[int, str]:
    """Connects to exactly this address; on https the server's certificate must match the link's host name."""
    sent = {
        "host": link.url.netloc.decode("ascii"),
        "user-agent": USER_AGENT,
        "content-type": "application/json",
        "accept-encoding": "identity",
        **headers,
    }
    asked = client.stream(
        "POST", link.at(address), content=body, headers=sent, extensions={"sni_hostname": link.host}
    )
    async with asked as response:
        return response.status_code, await _read_text(response)


async def _read_text(response: httpx.Response) -> str:
    """The start of the raw response, not decompressed, so that a compression bomb is harmless."""
    read = bytearray()
    async for block in response.aiter_raw():
        read += block
        if len(read) >= RESPONSE_BYTES:
            break
    return bytes(read[:RESPONSE_BYTES]).decode("utf-8", "replace").replace("\0", "")


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


@functools.cache
def _context() -> ssl.SSLContext:
    """Cached, since loading the certificates takes longer than a request."""
    return httpx.create_ssl_context()
