"""Downloads results, only from allowed hosts and addresses, and only valid JPEG files."""

import asyncio
import ssl
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from studio.provider.download.download_file import Fetched
from studio.provider.download.links import (
    Resolver,
    ResultError,
    Target,
    addresses_of,
    resolve,
    target,
)
from studio.provider.download.ssrf import Address
from studio.provider.download.transfer import Download
from studio.provider.limits import RESULT_MAX_BYTES

__all__ = ["Fetched", "ResultClient", "ResultError"]

DEADLINE = 120.0
MAX_CONCURRENT_FETCHES = 16
_CLEANUP = 5.0
"""Seconds that a stopped transfer gets to clean up."""


class ResultClient:
    """Downloads result links. Resolves the host name once, checks every address, and connects to that exact address.

    Uses no redirects, and no proxy, which would resolve the name itself. TLS is verified for the host name.
    """

    def __init__(
        self,
        allowed_hosts: Iterable[str],
        *,
        loopback: tuple[str, int] | None = None,
        max_bytes: int = RESULT_MAX_BYTES,
        deadline: float = DEADLINE,
        at_once: int = MAX_CONCURRENT_FETCHES,
        resolver: Resolver = resolve,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        """`loopback` is the sandbox's host and port, the only ones for which http and loopback are allowed.

        `deadline` limits one complete fetch, in seconds; fetches beyond `at_once` wait for a thread.
        """
        self._hosts = tuple(allowed_hosts)
        self._loopback = loopback
        self._max_bytes = max_bytes
        self._deadline = deadline
        self._resolver = resolver
        self._context = ssl_context or httpx.create_ssl_context()
        self._threads = ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="results")

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def fetch(self, url: str, into: Path) -> Fetched:
        """Downloads the JPEG at `url` to `into`, synced to disk, or raises ResultError and leaves no file.

        Codes: `bad_url`, `not_https`, `host_refused`, `port_refused`, `unresolved`, `address_refused`,
        `unreachable`, `redirect`, `http_<status>`, `too_slow`, `too_big`, `too_many_pixels`, `not_jpeg`, `empty`,
        `short`, `broken`, `not_written`.
        """
        return await self.follow(target(url, hosts=self._hosts, loopback=self._loopback), into)

    async def follow(self, link: Target, into: Path) -> Fetched:
        """Like `fetch`, for a link with its own rule for addresses."""
        try:
            async with asyncio.timeout(self._deadline):
                return await self._fetch(link, await addresses_of(link, self._resolver), into)
        except TimeoutError:
            raise ResultError("too_slow") from None

    async def _fetch(self, link: Target, addresses: Sequence[Address], into: Path) -> Fetched:
        download = Download(link, addresses, context=self._context, max_bytes=self._max_bytes)
        running = asyncio.get_running_loop().run_in_executor(self._threads, download.run, into)
        try:
            await asyncio.wait({running})
        finally:
            if not running.done():
                await _stop_and_wait(download, running)
            download.close()
        return running.result()


async def _stop_and_wait(download: Download, running: asyncio.Future[Fetched]) -> None:
    """Stops a transfer that was cancelled, and waits until it has cleaned up."""
    download.stop()
    running.add_done_callback(lambda done: done.cancelled() or done.exception())
    await asyncio.wait({running}, timeout=_CLEANUP)
    running.cancel()
