"""P9: 14 uploads of 11.6 MB, one request each: receiving them, and making safe pictures of them.

Receiving is measured with files that are no pictures: they go the whole way through the studio (limits, multipart,
spooling, hash) and are turned away at their first bytes. Normalising is told by itself, with real pictures: it has to
decode, rebuild and encode 16.8 million pixels, so its limits are Pillow doing just that, and the decoded picture.
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
from bench.place import Place
from bench.rows import Row
from tests.live import free_port

COUNT = 14
SIZE = 11_600_000
DECODED = 4096 * 4096 * 3 / processes.MB

type Post = Callable[[bytes], float]


def run(place: Place, *, count: int = COUNT, size: int = SIZE) -> list[Row]:
    port, sink = free_port(), place.folder / "sink"
    with place.studio("web") as studio, processes.module("bench.bare", sink, port=port):
        from bench import people

        pid = studio.pid("web")
        browser = people.browser(people.person(), studio.url)
        refused = _posting(browser, "/references/", status=422)
        kept = _posting(browser, "/references/", status=200)
        raw = _posting(httpx.Client(trust_env=False), f"http://127.0.0.1:{port}/", status=200)
        return [
            *_receiving(pid, refused, raw, count, size),
            *_normalising(pid, kept, place.pictures["4k"], count),
        ]


def _receiving(pid: int, refused: Post, raw: Post, count: int, size: int) -> list[Row]:
    body = random.Random(9).randbytes(size)
    refused(body), raw(body)
    with processes.Growth(pid) as growth:
        pairs = [(refused(body), raw(body)) for _ in range(count)]
    ours, limit = (statistics.median(times) for times in zip(*pairs, strict=True))
    return [
        Row.compare(
            f"P9 receive {size / 10**6:g} MB, median of {count} : raw to disk", ours, limit, goal=1.5
        ),
        Row.within(f"P9 memory of web while receiving {count}", growth.most, goal=8, unit="MB"),
    ]


def _normalising(pid: int, kept: Post, path: Path, count: int) -> list[Row]:
    picture = path.read_bytes()
    with processes.Growth(pid) as growth, processes.ChildMemory(pid) as child:
        # What follows a JPEG's end makes it another file, and no other picture.
        pairs = [(kept(picture + bytes([number])), _decode_and_encode(path)) for number in range(count)]
    ours, limit = (statistics.median(times) for times in zip(*pairs, strict=True))
    return [
        Row.compare("P9 keep a 4096² JPEG : decode + encode alone", ours, limit, goal=1.6),
        Row.compare(
            f"P9 memory of web while keeping {count} : a decoded one", growth.most, DECODED, goal=2, unit="MB"
        ),
        Row.compare(
            "P9 memory of the child that decodes : a decoded one", child.most, DECODED, goal=4, unit="MB"
        ),
    ]


def _posting(client: httpx.Client, path: str, *, status: int) -> Post:
    """Posts a file as the page does; gives the milliseconds until the answer."""

    def post(file: bytes) -> float:
        head = b'--bench\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n'
        body = head + b"Content-Type: image/jpeg\r\n\r\n" + file + b"\r\n--bench--\r\n"
        started = time.perf_counter()
        answer = client.post(
            path, content=body, headers={"Content-Type": "multipart/form-data; boundary=bench"}
        )
        took = (time.perf_counter() - started) * 1000
        if answer.status_code != status:
            raise RuntimeError(f"{path} answers {answer.status_code}.")
        return took

    return post


def _decode_and_encode(path: Path) -> float:
    started = time.perf_counter()
    with Pillow.open(path) as picture:
        picture.save(io.BytesIO(), format="JPEG", quality=95, subsampling=0)
    return (time.perf_counter() - started) * 1000
