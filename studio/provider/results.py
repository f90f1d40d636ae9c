"""Fetches results: only from where they may be, only what they may be."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from studio.provider import quiet
from studio.provider.addresses import Address
from studio.provider.landing import Fetched, Landing
from studio.provider.limits import RESULT_MAX_BYTES
from studio.provider.links import Resolver, ResultError, Target, addresses_of, resolve, target

__all__ = ["Fetched", "ResultClient", "ResultError"]

DEADLINE = 120.0
_CONNECT = 10.0
_SILENCE = 30.0
_BLOCK = 2**19
"""Bytes that go to the disk in one go, in a thread: small enough for memory, large enough for the hops."""


class ResultClient:
    """Follows result links. The name is resolved once, each address checked, and that very address connected to.

    Never through a proxy, which would resolve the name by itself. TLS is verified for the name. A connection is
    used once, since two names may share an address and only one of them would have been verified.
    """

    def __init__(
        self,
        allowed_hosts: Iterable[str],
        *,
        loopback: tuple[str, int] | None = None,
        max_bytes: int = RESULT_MAX_BYTES,
        deadline: float = DEADLINE,
        resolver: Resolver = resolve,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        """`loopback` is the sandbox's own host and port, the only ones that http and loopback are good for.

        `deadline` is for one whole fetch, in seconds.
        """
        quiet.install()
        self._hosts = tuple(allowed_hosts)
        self._loopback = loopback
        self._max_bytes = max_bytes
        self._deadline = deadline
        self._resolver = resolver
        self._http = httpx.AsyncClient(
            verify=ssl_context or httpx.create_ssl_context(),
            timeout=httpx.Timeout(_SILENCE, connect=_CONNECT, pool=None),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
            follow_redirects=False,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.__aexit__(kind, error, trace)

    async def fetch(self, url: str, into: Path) -> Fetched:
        """Brings the JPEG behind `url` to `into`, whole and on the disk, or raises ResultError and leaves nothing.

        Codes: `bad_url`, `not_https`, `host_refused` (permanent); `unresolved`, `address_refused`, `unreachable`,
        `redirect`, `http_<status>`, `too_slow`, `too_big`, `too_many_pixels`, `not_jpeg`, `empty`, `short`,
        `broken`, `not_written`.
        """
        return await self.follow(target(url, hosts=self._hosts, loopback=self._loopback), into)

    async def follow(self, link: Target, into: Path) -> Fetched:
        """The same for a link that brings its own rule of addresses."""
        try:
            async with asyncio.timeout(self._deadline):
                return await self._fetch(link, await addresses_of(link, self._resolver), into)
        except (TimeoutError, httpx.TimeoutException):
            raise ResultError("too_slow") from None
        except httpx.HTTPError:
            raise ResultError("broken") from None
        except OSError:
            raise ResultError("not_written") from None

    async def _fetch(self, link: Target, addresses: Sequence[Address], into: Path) -> Fetched:
        for address in addresses:
            try:
                return await self._download(link, address, into)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        raise ResultError("unreachable")

    async def _download(self, link: Target, address: Address, into: Path) -> Fetched:
        request = self._http.build_request(
            "GET",
            link.at(address),
            headers={"host": link.url.netloc.decode("ascii"), "accept-encoding": "identity"},
            extensions={"sni_hostname": link.host},
        )
        response = await self._http.send(request, stream=True)
        try:
            self._check(response)
            return await self._land(response, into)
        finally:
            await response.aclose()

    def _check(self, response: httpx.Response) -> None:
        if response.is_redirect or 300 <= response.status_code < 400:
            raise ResultError("redirect")
        if response.status_code != 200:
            raise ResultError(f"http_{response.status_code}")
        length = response.headers.get("content-length", "")
        if length.isdigit() and int(length) > self._max_bytes:
            raise ResultError("too_big")

    async def _land(self, response: httpx.Response, into: Path) -> Fetched:
        with Landing(into, max_bytes=self._max_bytes) as landing:
            # The bytes as sent: what claims to be compressed is no JPEG, and cannot blow up.
            async for block in _blocks(response.aiter_raw()):
                await asyncio.to_thread(landing.write, block)
            return await asyncio.to_thread(landing.land)


async def _blocks(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same bytes in larger pieces."""
    block = bytearray()
    async for chunk in chunks:
        block += chunk
        if len(block) >= _BLOCK:
            yield bytes(block)
            block.clear()
    if block:
        yield bytes(block)
