"""Faults of result links; the arguments select the images, none means all."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from studio.provider.limits import RESULT_MAX_BYTES
from studio.provider.server.errors import Reply
from studio.sandbox.faults.refusals import html
from studio.sandbox.faults.registry import Place, fault
from studio.sandbox.links import blocks
from studio.sandbox.protocol.http_exchange import CutError, SandboxExchange

FLAKY_TIMES = 2
NO_SUCH_KEY = b"<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>"
DENIED = b"<Error><Code>AccessDenied</Code><Message>Request has expired.</Message></Error>"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkContext:
    """The context of a link fault: seconds for delays, and whether this fetch is among the first n."""

    slow: float
    is_among_first: Callable[[float], bool]


def xml(status: int, body: bytes) -> Reply:
    return Reply(status=status, body=body, content_type="application/xml")


@fault(Place.LINK)
async def link404(exchange: SandboxExchange, path: Path, context: LinkContext) -> None:
    """The link gives 404."""
    await exchange.reply(xml(404, NO_SUCH_KEY))


@fault(Place.LINK)
async def link403(exchange: SandboxExchange, path: Path, context: LinkContext) -> None:
    """The link gives 403, as an expired one."""
    await exchange.reply(xml(403, DENIED))


@fault(Place.LINK)
async def link_flaky(exchange: SandboxExchange, path: Path, context: LinkContext) -> None:
    """The link gives 503 twice, then the picture."""
    if context.is_among_first(FLAKY_TIMES):
        await exchange.reply(html(503, "503 Service Unavailable"))
    else:
        await send_file(exchange, path)


@fault(Place.LINK)
async def link_slow(exchange: SandboxExchange, path: Path, context: LinkContext) -> None:
    """The link gives half of the picture, waits some seconds and gives the rest."""
    data = await asyncio.to_thread(path.read_bytes)
    await _begin(exchange, "image/jpeg", len(data))
    await exchange.write(data[: len(data) // 2])
    with suppress(TimeoutError):
        await asyncio.wait_for(exchange.disconnected.wait(), context.slow)
    await exchange.write(data[len(data) // 2 :])
    await exchange.finish()


@fault(Place.LINK)
async def link_short(exchange: SandboxExchange, path: Path, context: LinkContext) -> None:
    """The link announces all bytes, gives half of them and closes."""
    data = await asyncio.to_thread(path.read_bytes)
    await _begin(exchange, "image/jpeg", len(data))
    await exchange.write(data[: len(data) // 2])
    raise CutError


@fault(Place.LINK)
async def link_oversize(exchange: SandboxExchange, path: Path, context: LinkContext) -> None:
    """The link gives a picture with zeros behind it, more bytes than any result has, without Content-Length."""
    await exchange.start(200, [("content-type", "image/jpeg")])
    await exchange.write(await asyncio.to_thread(path.read_bytes))
    zeros = bytes(1024**2)
    for _ in range(RESULT_MAX_BYTES // len(zeros) + 1):
        await exchange.write(zeros)
    await exchange.finish()


@fault(Place.LINK)
async def link_html(exchange: SandboxExchange, path: Path, context: LinkContext) -> None:
    """The link gives an HTML page that calls itself a JPEG."""
    page = html(200, "Sign in")
    await exchange.reply(Reply(status=200, body=page.body, content_type="image/jpeg"))


@fault(Place.LINK)
async def link_png(exchange: SandboxExchange, path: Path, context: LinkContext) -> None:
    """The link gives a PNG."""
    out = BytesIO()
    Image.new("RGB", (64, 64), "teal").save(out, "PNG")
    await exchange.reply(Reply(status=200, body=out.getvalue(), content_type="image/png"))


@fault(Place.LINK)
async def link_redirect(exchange: SandboxExchange, path: Path, context: LinkContext) -> None:
    """The link redirects to /canary on this very host; the ledger counts visits there."""
    target = ("location", f"{exchange.origin}/canary")
    await exchange.reply(Reply(status=302, headers=(target,)))


async def send_file(exchange: SandboxExchange, path: Path) -> None:
    stat = await asyncio.to_thread(path.stat)
    await _begin(exchange, "image/png" if path.suffix == ".png" else "image/jpeg", stat.st_size)
    if exchange.method != "HEAD":
        async for block in blocks(path):
            await exchange.write(block)
    await exchange.finish()


async def _begin(exchange: SandboxExchange, content_type: str, length: int) -> None:
    await exchange.start(200, [("content-type", content_type), ("content-length", str(length))])
