"""P9: 14 uploads of 11.6 MB, one request each: receiving them, and normalising them.

Receiving is measured with files that are not images: they pass through the studio (limits, multipart, spooling, hash)
and are rejected by their first bytes. Normalising is measured separately, with real images: it has to decode, rebuild
and encode 16.8 million pixels, so its baselines are Pillow doing just that, and the size of the decoded image.
"""

import io
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from PIL import Image as Pillow

from bench import processes
from bench.environment import BenchEnvironment
from bench.rows import Row
from tests.live import free_port

COUNT = 14
SIZE = 11_600_000
DECODED_MB = 4096 * 4096 * 3 / processes.MB

type Post = Callable[[bytes], float]


def run(environment: BenchEnvironment, *, count: int = COUNT, size: int = SIZE) -> list[Row]:
    port, sink = free_port(), environment.folder / "sink"
    with environment.studio("web") as studio, processes.running_module("bench.minimal_asgi", sink, port=port):
        from bench import users

        pid = studio.pid("web")
        client = users.signed_in_client(users.new_user(), studio.url)
        post_rejected = _poster(client, "/references/", status=422)
        post_accepted = _poster(client, "/references/", status=200)
        post_raw = _poster(httpx.Client(trust_env=False), f"http://127.0.0.1:{port}/", status=200)
        return [
            *_receive_rows(pid, post_rejected, post_raw, count, size),
            *_normalise_rows(pid, post_accepted, environment.sample_images["4k"], count),
        ]


def _receive_rows(pid: int, post_rejected: Post, post_raw: Post, count: int, size: int) -> list[Row]:
    body = random.Random(9).randbytes(size)
    post_rejected(body), post_raw(body)  # warm up both
    with processes.MemoryGrowth(pid) as growth:
        pairs = [(post_rejected(body), post_raw(body)) for _ in range(count)]
    ours, baseline = (statistics.median(times) for times in zip(*pairs, strict=True))
    return [
        Row.compare(
            f"P9 receive {size / 10**6:g} MB, median of {count} : raw to disk", ours, baseline, goal=1.5
        ),
        Row.within(f"P9 memory of web while receiving {count}", growth.peak_mb, goal=8, unit="MB"),
    ]


def _normalise_rows(pid: int, post_accepted: Post, path: Path, count: int) -> list[Row]:
    image = path.read_bytes()
    with processes.MemoryGrowth(pid) as growth, processes.ChildMemory(pid) as child:
        # A byte after the end of the JPEG changes its hash but not its pixels.
        pairs = [
            (post_accepted(image + bytes([number])), _decode_and_encode(path)) for number in range(count)
        ]
    ours, baseline = (statistics.median(times) for times in zip(*pairs, strict=True))
    return [
        Row.compare("P9 keep a 4096² JPEG : decode + encode alone", ours, baseline, goal=1.6),
        Row.compare(
            f"P9 memory of web while keeping {count} : a decoded one",
            growth.peak_mb,
            DECODED_MB,
            goal=2,
            unit="MB",
        ),
        Row.compare(
            "P9 memory of the child that decodes : a decoded one",
            child.peak_mb,
            DECODED_MB,
            goal=4,
            unit="MB",
        ),
    ]


def _poster(client: httpx.Client, path: str, *, status: int) -> Post:
    """Returns a function that posts a file as the page does and returns the milliseconds until the response."""

    def post(file: bytes) -> float:
        head = b'--bench\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n'
        body = head + b"Content-Type: image/jpeg\r\n\r\n" + file + b"\r\n--bench--\r\n"
        started = time.perf_counter()
        response = client.post(
            path, content=body, headers={"Content-Type": "multipart/form-data; boundary=bench"}
        )
        elapsed = (time.perf_counter() - started) * 1000
        if response.status_code != status:
            raise RuntimeError(f"{path} returned {response.status_code}.")
        return elapsed

    return post


def _decode_and_encode(path: Path) -> float:
    started = time.perf_counter()
    with Pillow.open(path) as image:
        image.save(io.BytesIO(), format="JPEG", quality=95, subsampling=0)
    return (time.perf_counter() - started) * 1000
