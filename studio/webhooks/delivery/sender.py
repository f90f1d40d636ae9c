"""One POST to a receiver: to a checked address, without redirects, and with a deadline for all of it."""

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
"""Seconds for the name, the connection and the answer together."""
ANSWER_BYTES = 64 * 1024
"""What is read of an answer; the rest is left."""
TIMEOUT = httpx.Timeout(None, connect=3.0)
"""A name may have an address that answers nothing, and another that does."""
USER_AGENT = "Seedream-Studio-Webhooks/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The result of an attempt: a status with the beginning of its body, or the code of an error."""

    status: int | None = None
    text: str = ""
    error: str = ""
    milliseconds: int = 0

    @property
    def is_success(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


async def send(url: str, body: bytes, headers: Mapping[str, str], *, loopback: bool) -> Answer:
    """Never raises for what the receiver does. `loopback` allows plain http to this machine, and nothing else.

    Error codes: those of a result link (`not_https`, `address_refused`, …), `too_slow` and `broken`.
    """
    try:
        link = public_target(url, loopback=loopback)
    except ResultError as error:
        return Answer(error=error.code)
    return await follow(link, body, headers)


async def follow(
    link: Target,
    body: bytes,
    headers: Mapping[str, str],
    *,
    deadline: float = DEADLINE,
    resolver: Resolver = resolve,
    context: ssl.SSLContext | None = None,
) -> Answer:
    """The same for a link that brings its own rule of addresses."""
    began = time.monotonic()
    try:
        async with asyncio.timeout(deadline):
            found = await addresses_of(link, resolver)
            status, text = await _post(link, found, body, headers, context or _context())
    except TimeoutError:
        return Answer(error="too_slow", milliseconds=_since(began))
    except ResultError as error:
        return Answer(error=error.code, milliseconds=_since(began))
    except httpx.HTTPError:
        return Answer(error="broken", milliseconds=_since(began))
    return Answer(status=status, text=text, milliseconds=_since(began))


async def _post(
    link: Target,
    addresses: Sequence[Address],
    body: bytes,
    headers: Mapping[str, str],
    context: ssl.SSLContext,
) -> tuple[int, str]:
    """To the first address that takes a connection."""
    client = httpx.AsyncClient(verify=context, trust_env=False, follow_redirects=False, timeout=TIMEOUT)
    async with client:
        for address in addresses:
            try:
                return await _ask(client, link, address, body, headers)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
    raise ResultError("unreachable")


async def _ask(
    client: httpx.AsyncClient, link: Target, address: Address, body: bytes, headers: Mapping[str, str]
) -> tuple[int, str]:
    """Connects to this very address; on https the far end must prove that it bears the link's name."""
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
        return response.status_code, await _beginning(response)


async def _beginning(response: httpx.Response) -> str:
    """Of the answer's bytes as sent: what claims to be compressed cannot blow up."""
    read = bytearray()
    async for block in response.aiter_raw():
        read += block
        if len(read) >= ANSWER_BYTES:
            break
    return bytes(read[:ANSWER_BYTES]).decode("utf-8", "replace").replace("\0", "")


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


@functools.cache
def _context() -> ssl.SSLContext:
    """Reading the certificates takes longer than a request."""
    return httpx.create_ssl_context()
