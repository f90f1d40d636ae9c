"""P1: from the upstream's event to the tile in a browser, saved on the way, against passing the same event through."""

import contextlib
import json
import re
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx

from bench import processes
from bench.place import Place, book
from bench.rows import Row
from tests.live import free_port

GROUPS, IMAGES = 7, 15
SCRIPT = {"picture": "2k", "lead": 0.4, "pause": 0.25}  # time for each picture's thumbnail, as in real life
ARRIVED = rb'(?s)"run-%d-tile-(\d+)"(?:(?!</li>).)*?(?:data-announce=|Saving image)'
"""A tile that says that its image is made: it is being saved, or is there already."""
PASSED = re.compile(rb'"image_index": (\d+)')

NGINX = """
daemon off; worker_processes 1; pid nginx.pid; error_log stderr crit;
events {{}}
http {{
  access_log off;
  client_body_temp_path client; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass {upstream}; proxy_http_version 1.1; proxy_buffering off; }}
  }}
}}
"""


def run(place: Place, *, groups: int = GROUPS, images: int = IMAGES) -> list[Row]:
    ours: list[float] = []
    through: list[float] = []
    with place.studio() as studio, _proxy(place) as (proxy, name):
        ours_of = _reader_of_ours(place, studio.url, images)
        through_of = _reader_through(place, proxy, images)
        ours_of(), through_of()  # both are warm now
        for _ in range(groups):
            # In turns, so that whatever else the machine does happens to both.
            ours += ours_of()
            through += through_of()
    p50, p99 = _quantiles(ours)
    return [
        Row.compare(f"P1 event to browser, p50 : {name}", p50, _quantiles(through)[0], goal=60),
        Row.compare("P1 event to browser, p99 : its p50", p99, p50, goal=5),
    ]


def _quantiles(seconds: list[float]) -> tuple[float, float]:
    """p50 and p99 in ms."""
    hundredths = statistics.quantiles(seconds, n=100)
    return hundredths[49] * 1000, hundredths[98] * 1000


def _reader_of_ours(place: Place, address: str, images: int) -> Callable[[], list[float]]:
    """One group through the studio: the delays of its events."""
    _ = place.database
    from bench import people

    user = people.person()
    browser = people.browser(user, address)

    def measure() -> list[float]:
        since = datetime.now(UTC).isoformat()
        run = people.start(user, images=images, **SCRIPT)
        with browser.stream("GET", "/runs/events", params={"since": since}) as stream:
            seen = _first_seen(stream.raise_for_status(), re.compile(ARRIVED % run.pk), images)
        sent = book(place)["stamps"][run.submission.hex]
        return [seen[index] - stamp for index, stamp in enumerate(sent)]

    return measure


def _reader_through(place: Place, proxy: str, images: int) -> Callable[[], list[float]]:
    """The same group, straight from the upstream through a proxy."""
    client = httpx.Client(timeout=60, trust_env=False)
    script = json.dumps({**SCRIPT, "pause": 0.05})
    body = {"prompt": script, "sequential_image_generation_options": {"max_images": images}}

    def measure() -> list[float]:
        before = len(book(place)["stamps"].get("plain", ()))
        with client.stream("POST", f"{proxy}/v1/images/generations", json=body) as stream:
            seen = _first_seen(stream.raise_for_status(), PASSED, images)
        sent = book(place)["stamps"]["plain"][before:]
        return [seen[index] - stamp for index, stamp in enumerate(sent)]

    return measure


def _first_seen(stream: httpx.Response, pattern: re.Pattern[bytes], images: int) -> dict[int, float]:
    """When each index was first read, on the clock of the upstream's stamps. A page's stream goes on after that."""
    seen: dict[int, float] = {}
    rest = b""
    for chunk in stream.iter_raw():
        now = time.monotonic()
        *messages, rest = (rest + chunk).split(b"\n\n")
        for message in messages:
            for index in pattern.findall(message):
                seen.setdefault(int(index), now)
        if len(seen) == images:
            return seen
    raise RuntimeError(f"The stream ended after {len(seen)} of {images} images.")


@contextlib.contextmanager
def _proxy(place: Place) -> Iterator[tuple[str, str]]:
    """An address that passes everything to the upstream, and what does it: nginx, or a bare relay without it."""
    port = free_port()
    program = shutil.which("nginx")
    if program is None:
        with processes.module("bench.relay", place.upstream.rpartition(":")[2], port=port):
            yield f"http://127.0.0.1:{port}", "a bare relay"
        return
    folder = place.folder / "nginx"
    folder.mkdir()
    (folder / "nginx.conf").write_text(NGINX.format(port=port, upstream=place.upstream))
    with processes.running(program, "-p", str(folder), "-c", "nginx.conf", port=port):
        yield f"http://127.0.0.1:{port}", "nginx passing it"
