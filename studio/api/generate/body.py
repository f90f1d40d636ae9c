"""Receives a request's body: what is small goes to memory, data URIs to files."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from studio.provider.server.body_parser import BodyParser
from studio.provider.server.errors import Refusal
from studio.provider.server.http_exchange import Exchange

MAX_BODY = 200 * 1024**2
LARGE = 2 * 1024**2
LARGE_AT_ONCE = 8
LARGE_PER_KEY = LARGE_AT_ONCE // 2
"""So that one key that sends slowly does not stop all others."""
SECONDS = 600.0
"""To receive it; a slow line sends 200 MB in this time at 3 Mbit/s."""

RETRY_AFTER = "60"  # seconds

log = logging.getLogger(__name__)
_large_bodies = asyncio.Semaphore(LARGE_AT_ONCE)
_of_keys = WeakValueDictionary[Hashable, asyncio.Semaphore]()
"""Kept by those who wait or receive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """`extracted` maps the placeholder of each long data URI to the file with its text."""

    payload: dict[str, Any]
    extracted: dict[str, Path]
    sha256: str


async def receive(exchange: Exchange, folder: Path, *, key: Hashable) -> Body:
    """The body of a request with this access key. Raises Refusal: 413 beyond 200 MB, 408 when it does not come to its
    end, 400 when it is no JSON object, 503 when the disk has no room for it."""
    length = _announced(exchange)
    if length is not None and length > MAX_BODY:
        raise _too_large()
    async with _turn(key, is_large=length is None or length > LARGE):
        try:
            async with asyncio.timeout(SECONDS):
                return await _parse(exchange, folder)
        except TimeoutError:
            raise Refusal(408, "RequestTimeout", "The request body did not arrive in time.") from None
        except OSError as error:
            log.exception("A request body could not be received")
            message = (
                "The server has no room for the request. Nothing was sent or billed. Tell an administrator."
            )
            raise Refusal(503, "ServerOverloaded", message, retry_after=RETRY_AFTER) from error


async def _parse(exchange: Exchange, folder: Path) -> Body:
    digest, parser = hashlib.sha256(), BodyParser(folder, max_body=MAX_BODY)
    try:
        async for chunk in exchange.body():
            digest.update(chunk)
            parser.feed(chunk)
    finally:
        parser.close()
    return Body(payload=parser.finish(), extracted=parser.extracted, sha256=digest.hexdigest())


@asynccontextmanager
async def _turn(key: Hashable, *, is_large: bool) -> AsyncIterator[None]:
    """A few large bodies at a time, of one key half as many: each lies on the disk until its pictures are stored."""
    if is_large:
        async with _of_keys.setdefault(key, asyncio.Semaphore(LARGE_PER_KEY)), _large_bodies:
            yield
    else:
        yield


def _announced(exchange: Exchange) -> int | None:
    length = exchange.headers.get("content-length", "")
    return int(length) if length.isdecimal() else None


def _too_large() -> Refusal:
    return Refusal(413, "RequestTooLarge", f"The request body is larger than {MAX_BODY // 1024**2} MB.")
