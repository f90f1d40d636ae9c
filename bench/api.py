"""The API: the studio against the sandbox that it calls, asked directly, and the memory of a large request.

The sandbox takes as long for an image as the real service does, in both cases; what the studio adds is its ledger,
one download and the thumbnails. At 50 clients both share the machine with a sandbox that paints 50 pictures.
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
from bench.place import Place
from bench.rows import Row

DELAY = "realistic"  # 8 to 12 seconds for an image
CONCURRENT = 50
TIMES = 3
ROUNDS = 2
REFERENCES = 14
SIZE = 10_000_000  # bytes of a reference

PATH = "/v1/images/generations"


@dataclass(frozen=True, kw_only=True)
class Service:
    """One that speaks the contract; `first` and `whole` are in ms."""

    url: str
    key: str

    async def call(self, number: int) -> tuple[float, float]:
        """Milliseconds to the first event and to the end of a streamed image."""
        body = {"model": "doubao-seedream-4.5", "prompt": f"a harbour {number}", "stream": True}
        headers = {"Authorization": f"Bearer {self.key}"}
        started, first = time.perf_counter(), 0.0
        async with (
            httpx.AsyncClient(timeout=300, trust_env=False) as client,
            client.stream("POST", self.url + PATH, json=body, headers=headers) as answer,
        ):
            async for line in answer.raise_for_status().aiter_lines():
                if not first and line.startswith("data: ") and "partial_succeeded" in line:
                    first = time.perf_counter()
        if not first:
            raise RuntimeError(f"{self.url} made no image.")
        return (first - started) * 1000, (time.perf_counter() - started) * 1000

    def concurrent(self, clients: int) -> list[tuple[float, float]]:
        async def all_at_once() -> list[tuple[float, float]]:
            return await asyncio.gather(*(self.call(number) for number in range(clients)))

        return asyncio.run(all_at_once())


def run(
    place: Place,
    *,
    delay: str = DELAY,
    concurrent: int = CONCURRENT,
    times: int = TIMES,
    rounds: int = ROUNDS,
    size: int = SIZE,
) -> list[Row]:
    settings = {"STUDIO_PROVIDER_URL": "", "STUDIO_SANDBOX_DELAY": delay}
    with place.studio("sandbox", "web", "worker", **settings) as studio:
        ours = Service(url=studio.url, key=_key())
        direct = Service(url=studio.sandbox_url, key="key")
        ours.concurrent(1), direct.concurrent(1)  # both are warm now
        memory = _memory(place, studio.pid("web"), ours, size)
        return [*_rows(ours, direct, 1, times), *_rows(ours, direct, concurrent, rounds), memory]


def _key() -> str:
    from bench import people
    from studio.accounts.keys.issuing import create_key
    from studio.accounts.models import Scope

    limits = {"requests_per_minute": 100_000}
    return create_key(
        owner=people.person(), team=None, name="bench", scopes=[Scope.GENERATE], by=None, **limits
    ).secret


def _rows(ours: Service, direct: Service, clients: int, times: int) -> list[Row]:
    """In turns, so that whatever else the machine does happens to both."""
    measured: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
    for _ in range(times):
        measured[0].extend(ours.concurrent(clients))
        measured[1].extend(direct.concurrent(clients))
    firsts, wholes = (
        [statistics.median(pair[part] for pair in pairs) for pairs in measured] for part in (0, 1)
    )
    who = f"{clients} client{'s' if clients > 1 else ''}"
    return [
        Row.compare(f"API first event, {who} : the sandbox itself", *firsts, goal=1.3),
        Row.compare(f"API whole answer, {who} : the sandbox itself", *wholes, goal=1.2),
    ]


def _memory(place: Place, pid: int, ours: Service, size: int) -> Row:
    """While the references arrive, are decoded, checked and stored."""
    picture = _lighter(place.pictures["4k"], size)
    headers = {"Authorization": f"Bearer {ours.key}", "Content-Type": "application/json"}
    with httpx.Client(timeout=300, trust_env=False) as client, processes.Growth(pid) as growth:
        client.post(ours.url + PATH, content=_body(picture, size), headers=headers).raise_for_status()
    name = f"API memory of web while {REFERENCES} × {size / 10**6:g} MB arrive"
    return Row.within(name, growth.most, goal=16, unit="MB")


def _lighter(path: Path, size: int) -> bytes:
    """The picture in fewer bytes than a reference has."""
    for quality in (85, 70, 50, 30):
        buffer = io.BytesIO()
        with Pillow.open(path) as picture:
            picture.save(buffer, "JPEG", quality=quality)
        if buffer.tell() < size:
            break
    return buffer.getvalue()


def _body(picture: bytes, size: int) -> Iterator[bytes]:
    """What follows a JPEG's end makes it another file, and no other picture."""
    noise = random.Random(16)
    yield (
        json.dumps({"model": "doubao-seedream-4.5", "prompt": "all of them"}).encode()[:-1] + b', "images": ['
    )
    for number in range(REFERENCES):
        reference = picture + noise.randbytes(max(1, size - len(picture)))
        yield (b"," if number else b"") + b'"data:image/jpeg;base64,' + b64encode(reference) + b'"'
    yield b"]}"
