"""P9: the JSON body of a call with 14 references of 11.6 MB as data URIs, against `json=`."""

import asyncio
import base64
import random
import tempfile
from pathlib import Path

import httpx

from bench.environment import BenchEnvironment
from bench.provider_measure import interleaved_medians, peak_megabytes
from bench.rows import Row
from studio.provider.providers import KINDS
from studio.provider.request_body import body
from studio.provider.requests import DataReference, GenerationRequest

SIZE = 11_600_000
COUNT = 14


async def stream_body(path: Path, size: int) -> None:
    """Reads every chunk that would go to the socket."""
    reference = DataReference(media_type="image/jpeg", path=path, size=size)
    request_body = body(
        GenerationRequest(prompt="x", references=(reference,) * COUNT), kind=KINDS["modelverse"]
    )
    length = 0
    async for chunk in request_body.chunks():
        length += len(chunk)
    assert length == request_body.length


async def encode_with_httpx(path: Path) -> None:
    """Builds the same body with `json=`, also read in chunks."""
    images = [f"data:image/jpeg;base64,{base64.b64encode(path.read_bytes()).decode()}" for _ in range(COUNT)]
    request = httpx.Request("POST", "http://127.0.0.1/", json={"prompt": "x", "images": images})
    assert isinstance(request.stream, httpx.AsyncByteStream)
    async for chunk in request.stream:
        assert chunk


async def _run(size: int, times: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.jpg"
        path.write_bytes(random.Random(9).randbytes(size))
        ours, baseline = await interleaved_medians(
            lambda: stream_body(path, size), lambda: encode_with_httpx(path), runs=times
        )
        memory = await peak_megabytes(lambda: stream_body(path, size))
    return [
        Row.compare("P9 a body with 14 data URIs : json=", ours, baseline, goal=0.4),
        Row.within("P9 memory for that body", memory, goal=8, unit="MB"),
    ]


def run(environment: BenchEnvironment, *, size: int = SIZE, times: int = 3) -> list[Row]:
    return asyncio.run(_run(size, times))
