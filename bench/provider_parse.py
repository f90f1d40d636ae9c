"""P4: one `data:` line with 20 MB of base64, from bytes to a file.

The other side reads it the way SSE libraries for httpx do: httpx's own line decoder, `json.loads`, `b64decode`.
"""

import asyncio
import base64
import json
import random
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from bench.place import Place
from bench.provider_measure import megabytes, side_by_side
from bench.rows import Row
from studio.provider.stream.sse import Parser

CHUNK = 64 * 1024
MB = 1_000_000


class _Stream(httpx.AsyncByteStream):
    """A body that arrives in pieces as large as httpx reads them."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._data), CHUNK):
            yield bytes(self._data[start : start + CHUNK])


def event(encoded_mb: float) -> bytes:
    """An event whose base64 is so many megabytes long."""
    picture = base64.b64encode(random.Random(4).randbytes(int(encoded_mb * MB * 3 / 4)))
    head = b'data: {"type":"image_generation.partial_succeeded","image_index":0,"b64_json":"'
    return head + picture + b'","size":"4096x4096"}\n\n'


async def ours(data: bytes, folder: Path) -> None:
    parser = Parser(spool=folder)
    async for chunk in httpx.Response(200, stream=_Stream(data)).aiter_bytes():
        for message in parser.feed(chunk):
            assert message.b64_path
            json.loads(message.data)
            message.b64_path.unlink()


async def theirs(data: bytes, folder: Path) -> None:
    async for line in httpx.Response(200, stream=_Stream(data)).aiter_lines():
        if line.startswith("data: "):
            picture = base64.b64decode(json.loads(line[6:])["b64_json"])
            (folder / "theirs").write_bytes(picture)
            (folder / "theirs").unlink()


async def _run(encoded_mb: float) -> list[Row]:
    large, small = event(encoded_mb), event(encoded_mb / 5)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        long, short = await side_by_side(lambda: ours(large, folder), lambda: ours(small, folder))
        again, library = await side_by_side(lambda: ours(large, folder), lambda: theirs(large, folder))
        memory = await megabytes(lambda: ours(large, folder))
    return [
        Row.compare(f"P4 parse a {encoded_mb:g} MB line : a {encoded_mb / 5:g} MB one", long, short, goal=6),
        Row.compare(f"P4 parse a {encoded_mb:g} MB line : line decoder + json", again, library, goal=0.7),
        Row.within(f"P4 memory for a {encoded_mb:g} MB line", memory, goal=2, unit="MB"),
    ]


def run(place: Place, *, encoded_mb: float = 20) -> list[Row]:
    return asyncio.run(_run(encoded_mb))
