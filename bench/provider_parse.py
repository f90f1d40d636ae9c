"""P4: one `data:` line with 20 MB of base64, from bytes to a file.

The baseline reads it as SSE libraries for httpx do: httpx's line decoder, `json.loads`, `b64decode`.
"""

import asyncio
import base64
import json
import random
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from bench.environment import BenchEnvironment
from bench.provider_measure import interleaved_medians, peak_megabytes
from bench.rows import Row
from studio.provider.stream.sse import Parser

CHUNK = 64 * 1024
MB = 1_000_000


class _ChunkedStream(httpx.AsyncByteStream):
    """A body that arrives in chunks of httpx's read size."""

    def __init__(self, data: bytes) -> None:
        self._data = memoryview(data)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self._data), CHUNK):
            yield bytes(self._data[start : start + CHUNK])


def image_event(encoded_mb: float) -> bytes:
    """An event with `encoded_mb` megabytes of base64."""
    image = base64.b64encode(random.Random(4).randbytes(int(encoded_mb * MB * 3 / 4)))
    head = b'data: {"type":"image_generation.partial_succeeded","image_index":0,"b64_json":"'
    return head + image + b'","size":"4096x4096"}\n\n'


async def parse_with_studio(data: bytes, folder: Path) -> None:
    parser = Parser(spool=folder)
    async for chunk in httpx.Response(200, stream=_ChunkedStream(data)).aiter_bytes():
        for message in parser.feed(chunk):
            assert message.b64_path
            json.loads(message.data)
            message.b64_path.unlink()


async def parse_with_httpx(data: bytes, folder: Path) -> None:
    async for line in httpx.Response(200, stream=_ChunkedStream(data)).aiter_lines():
        if line.startswith("data: "):
            image = base64.b64decode(json.loads(line[6:])["b64_json"])
            (folder / "decoded").write_bytes(image)
            (folder / "decoded").unlink()


async def _run(encoded_mb: float) -> list[Row]:
    large, small = image_event(encoded_mb), image_event(encoded_mb / 5)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        long, short = await interleaved_medians(
            lambda: parse_with_studio(large, folder), lambda: parse_with_studio(small, folder)
        )
        ours, library = await interleaved_medians(
            lambda: parse_with_studio(large, folder), lambda: parse_with_httpx(large, folder)
        )
        memory = await peak_megabytes(lambda: parse_with_studio(large, folder))
    return [
        Row.compare(f"P4 parse a {encoded_mb:g} MB line : a {encoded_mb / 5:g} MB one", long, short, goal=6),
        Row.compare(f"P4 parse a {encoded_mb:g} MB line : line decoder + json", ours, library, goal=0.7),
        Row.within(f"P4 memory for a {encoded_mb:g} MB line", memory, goal=2, unit="MB"),
    ]


def run(environment: BenchEnvironment, *, encoded_mb: float = 20) -> list[Row]:
    return asyncio.run(_run(encoded_mb))
