"""Receives a request body: long data URIs go to files, the rest to memory."""

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
"""Prevents one slow key from blocking all others."""
SECONDS = 600.0
"""Time to receive a body: 200 MB at 3 Mbit/s take about this long."""

RETRY_AFTER = "60"  # seconds

log = logging.getLogger(__name__)
_large_body_slots = asyncio.Semaphore(LARGE_AT_ONCE)
_slots_of_keys = WeakValueDictionary[Hashable, asyncio.Semaphore]()
"""An entry exists as long as a request of its key waits or receives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """`extracted` maps the placeholder of each long data URI to the file with its text."""

    payload: dict[str, Any]
    extracted: dict[str, Path]
    sha256: str


async def receive(exchange: Exchange, folder: Path, *, key: Hashable) -> Body:
    """Receives the body of a request with this access key. Raises Refusal: 413 over 200 MB, 408 if it does not arrive
    in time, 400 if it is not a JSON object, 503 if the disk is full."""
    length = _content_length(exchange)
    if length is not None and length > MAX_BODY:
        raise _too_large()
    async with _limit_large_bodies(key, is_large=length is None or length > LARGE):
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
async def _limit_large_bodies(key: Hashable, *, is_large: bool) -> AsyncIterator[None]:
    """Limits concurrent large bodies, per key to half as many: each takes disk space until it is processed."""
    if is_large:
        async with _slots_of_keys.setdefault(key, asyncio.Semaphore(LARGE_PER_KEY)), _large_body_slots:
            yield
    else:
        yield


def _content_length(exchange: Exchange) -> int | None:
    length = exchange.headers.get("content-length", "")
    return int(length) if length.isdecimal() else None


def _too_large() -> Refusal:
    return Refusal(413, "RequestTooLarge", f"The request body is larger than {MAX_BODY // 1024**2} MB.")
