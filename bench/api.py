"""The API: the studio against direct calls to its sandbox, and the memory that a large request needs.

In both cases the sandbox takes as long for an image as the real service; the studio adds its ledger, one download and
the thumbnails. With 50 clients both share the machine with a sandbox that paints 50 images.
"""

import asyncio
import io
import json
import random
import statistics
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
from PIL import Image as Pillow

from bench import processes
from bench.environment import BenchEnvironment
from bench.rows import Row

DELAY = "realistic"  # 8 to 12 seconds for an image
CONCURRENT = 50
TIMES = 3
ROUNDS = 2
REFERENCES = 14
SIZE = 10_000_000  # bytes of a reference

PATH = "/v1/images/generations"


@dataclass(frozen=True, kw_only=True)
class ApiEndpoint:
    """The image API of the studio or of the sandbox."""

    url: str
    key: str

    async def call(self, number: int) -> tuple[float, float]:
        """Milliseconds to the first event and to the end of a streamed image."""
        body = {"model": "doubao-seedream-4.5", "prompt": f"a harbour {number}", "stream": True}
        headers = {"Authorization": f"Bearer {self.key}"}
        started, first_event_at = time.perf_counter(), 0.0
        async with (
            httpx.AsyncClient(timeout=300, trust_env=False) as client,
            client.stream("POST", self.url + PATH, json=body, headers=headers) as response,
        ):
            async for line in response.raise_for_status().aiter_lines():
                if not first_event_at and line.startswith("data: ") and "partial_succeeded" in line:
                    first_event_at = time.perf_counter()
        if not first_event_at:
            raise RuntimeError(f"{self.url} made no image.")
        return (first_event_at - started) * 1000, (time.perf_counter() - started) * 1000

    def call_concurrently(self, clients: int) -> list[tuple[float, float]]:
        async def all_at_once() -> list[tuple[float, float]]:
            return await asyncio.gather(*(self.call(number) for number in range(clients)))

        return asyncio.run(all_at_once())


def run(
    environment: BenchEnvironment,
    *,
    delay: str = DELAY,
    concurrent: int = CONCURRENT,
    times: int = TIMES,
    rounds: int = ROUNDS,
    size: int = SIZE,
) -> list[Row]:
    settings = {"STUDIO_PROVIDER_URL": "", "STUDIO_SANDBOX_DELAY": delay}
    with environment.studio("sandbox", "web", "worker", **settings) as studio:
        ours = ApiEndpoint(url=studio.url, key=_create_api_key())
        direct = ApiEndpoint(url=studio.sandbox_url, key="key")
        ours.call_concurrently(1), direct.call_concurrently(1)  # warm up both
        memory = _memory_row(environment, studio.pid("web"), ours, size)
        return [*_rows(ours, direct, 1, times), *_rows(ours, direct, concurrent, rounds), memory]


def _create_api_key() -> str:
    from bench import users
    from studio.accounts.keys.issuing import create_key
    from studio.accounts.models import Scope

    limits = {"requests_per_minute": 100_000}
    return create_key(
        owner=users.new_user(), team=None, name="bench", scopes=[Scope.GENERATE], by=None, **limits
    ).secret


def _rows(ours: ApiEndpoint, direct: ApiEndpoint, clients: int, times: int) -> list[Row]:
    """Alternates between both, so that other load on the machine affects them equally."""
    measured: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
    for _ in range(times):
        measured[0].extend(ours.call_concurrently(clients))
        measured[1].extend(direct.call_concurrently(clients))
    first_event_ms, total_ms = (
        [statistics.median(pair[part] for pair in pairs) for pairs in measured] for part in (0, 1)
    )
    clients_label = f"{clients} client{'s' if clients > 1 else ''}"
    return [
        Row.compare(f"API first event, {clients_label} : the sandbox itself", *first_event_ms, goal=1.3),
        Row.compare(f"API whole response, {clients_label} : the sandbox itself", *total_ms, goal=1.2),
    ]


def _memory_row(environment: BenchEnvironment, pid: int, ours: ApiEndpoint, size: int) -> Row:
    """Memory growth while the references are received, decoded, checked and stored."""
    image = _compress_below(environment.sample_images["4k"], size)
    headers = {"Authorization": f"Bearer {ours.key}", "Content-Type": "application/json"}
    with httpx.Client(timeout=300, trust_env=False) as client, processes.MemoryGrowth(pid) as growth:
        client.post(ours.url + PATH, content=_request_body(image, size), headers=headers).raise_for_status()
    name = f"API memory of web while {REFERENCES} × {size / 10**6:g} MB arrive"
    return Row.within(name, growth.peak_mb, goal=16, unit="MB")


def _compress_below(path: Path, size: int) -> bytes:
    """Re-encodes the image until it is smaller than `size` bytes."""
    for quality in (85, 70, 50, 30):
        buffer = io.BytesIO()
        with Pillow.open(path) as image:
            image.save(buffer, "JPEG", quality=quality)
        if buffer.tell() < size:
            break
    return buffer.getvalue()


def _request_body(image: bytes, size: int) -> Iterator[bytes]:
    """JSON with the references; random bytes after the end of each JPEG change its hash but not its pixels."""
    noise = random.Random(16)
    yield (
        json.dumps({"model": "doubao-seedream-4.5", "prompt": "all of them"}).encode()[:-1] + b', "images": ['
    )
    for number in range(REFERENCES):
        reference = image + noise.randbytes(max(1, size - len(image)))
        yield (b"," if number else b"") + b'"data:image/jpeg;base64,' + b64encode(reference) + b'"'
    yield b"]}"
