"""Faults in the bytes: valid events in unusual encodings."""

import asyncio
from collections.abc import AsyncGenerator

from studio.sandbox.faults.registry import Args, Place, fault

Chunks = AsyncGenerator[bytes]
NOTE = '"note":"图像生成 🖼 \u2028 \u0085","model":'.encode()


@fault(Place.WIRE)
async def bom(chunks: Chunks, args: Args) -> Chunks:
    """A byte order mark comes first."""
    yield b"\xef\xbb\xbf"
    async for chunk in chunks:
        yield chunk


@fault(Place.WIRE)
async def cr(chunks: Chunks, args: Args) -> Chunks:
    """Lines end with CR."""
    async for chunk in chunks:
        yield chunk.replace(b"\n", b"\r")


@fault(Place.WIRE)
async def crlf(chunks: Chunks, args: Args) -> Chunks:
    """Lines end with CRLF, and each pair is split over two writes."""
    async for chunk in chunks:
        *lines, last = chunk.split(b"\n")
        for line in lines:
            yield line + b"\r"
            yield b"\n"
        if last:
            yield last


@fault(Place.WIRE)
async def split_utf8(chunks: Chunks, args: Args) -> Chunks:
    """Data holds Chinese, an emoji, U+2028 and U+0085, cut in the middle of characters."""
    async for chunk in chunks:
        before, model, after = chunk.partition(b'"model":')
        yield before
        for byte in NOTE if model else b"":
            yield bytes([byte])
            await asyncio.sleep(0.001)
        if after:
            yield after


@fault(Place.WIRE)
async def no_event_line(chunks: Chunks, args: Args) -> Chunks:
    """Events have only their data line."""
    async for chunk in chunks:
        yield chunk.partition(b"\n")[2] if chunk.startswith(b"event: ") else chunk


@fault(Place.WIRE)
async def multi_data(chunks: Chunks, args: Args) -> Chunks:
    """Data is spread over several data lines."""
    async for chunk in chunks:
        yield chunk.replace(b'","', b'",\ndata: "')


@fault(Place.WIRE)
async def with_comments(chunks: Chunks, args: Args) -> Chunks:
    """A comment precedes each event."""
    async for chunk in chunks:
        if chunk.startswith((b"event: ", b"data: ")):
            yield b": heartbeat\n"
        yield chunk


@fault(Place.WIRE)
async def drip(chunks: Chunks, args: Args) -> Chunks:
    """drip:n sends n (7) bytes at a time."""
    step = max(1, int(args[0])) if args else 7
    async for chunk in chunks:
        for start in range(0, len(chunk), step):
            yield chunk[start : start + step]
            await asyncio.sleep(0.002)
