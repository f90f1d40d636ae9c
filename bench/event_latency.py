"""P1: latency from the provider's event to the tile in a browser, saved on the way, against a plain proxy."""

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
from bench.environment import BenchEnvironment, provider_ledger
from bench.rows import Row
from tests.live import free_port

GROUPS, IMAGES = 7, 15
# The interval leaves time for each image's thumbnail, as in real life.
SCRIPT = {"image": "2k", "initial_delay": 0.4, "interval": 0.25}
TILE_ARRIVED = rb'(?s)"run-%d-tile-(\d+)"(?:(?!</li>).)*?(?:data-announce=|Saving image)'
"""Matches a tile whose image is made: it is being saved, or is there already."""
IMAGE_INDEX = re.compile(rb'"image_index": (\d+)')

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


def run(environment: BenchEnvironment, *, groups: int = GROUPS, images: int = IMAGES) -> list[Row]:
    studio_latencies: list[float] = []
    proxy_latencies: list[float] = []
    with environment.studio() as studio, _start_proxy(environment) as (proxy, name):
        measure_studio = _studio_latencies(environment, studio.url, images)
        measure_proxy = _proxy_latencies(environment, proxy, images)
        measure_studio(), measure_proxy()  # warm up both
        for _ in range(groups):
            # Alternating, so that other load on the machine affects both equally.
            studio_latencies += measure_studio()
            proxy_latencies += measure_proxy()
    p50, p99 = _quantiles(studio_latencies)
    return [
        Row.compare(f"P1 event to browser, p50 : {name}", p50, _quantiles(proxy_latencies)[0], goal=60),
        Row.compare("P1 event to browser, p99 : its p50", p99, p50, goal=5),
    ]


def _quantiles(seconds: list[float]) -> tuple[float, float]:
    """Returns p50 and p99 in ms."""
    percentiles = statistics.quantiles(seconds, n=100)
    return percentiles[49] * 1000, percentiles[98] * 1000


def _studio_latencies(environment: BenchEnvironment, url: str, images: int) -> Callable[[], list[float]]:
    """Measures the delay of each event of a group that goes through the studio."""
    _ = environment.database_url
    from bench import users

    user = users.new_user()
    client = users.signed_in_client(user, url)

    def measure() -> list[float]:
        since = datetime.now(UTC).isoformat()
        run = users.submit_run(user, images=images, **SCRIPT)
        with client.stream("GET", "/runs/events", params={"since": since}) as stream:
            seen = _first_seen_at(stream.raise_for_status(), re.compile(TILE_ARRIVED % run.pk), images)
        timestamps = provider_ledger(environment)["timestamps"][run.submission.hex]
        return [seen[index] - sent_at for index, sent_at in enumerate(timestamps)]

    return measure


def _proxy_latencies(environment: BenchEnvironment, proxy: str, images: int) -> Callable[[], list[float]]:
    """Measures the same group, streamed from the provider through a proxy."""
    client = httpx.Client(timeout=60, trust_env=False)
    script = json.dumps({**SCRIPT, "interval": 0.05})
    body = {"prompt": script, "sequential_image_generation_options": {"max_images": images}}

    def measure() -> list[float]:
        before = len(provider_ledger(environment)["timestamps"].get("plain", ()))
        with client.stream("POST", f"{proxy}/v1/images/generations", json=body) as stream:
            seen = _first_seen_at(stream.raise_for_status(), IMAGE_INDEX, images)
        timestamps = provider_ledger(environment)["timestamps"]["plain"][before:]
        return [seen[index] - sent_at for index, sent_at in enumerate(timestamps)]

    return measure


def _first_seen_at(stream: httpx.Response, pattern: re.Pattern[bytes], images: int) -> dict[int, float]:
    """Returns when each index was first read, on the provider's clock. A page's stream continues after that."""
    seen: dict[int, float] = {}
    buffer = b""
    for chunk in stream.iter_raw():
        now = time.monotonic()
        *messages, buffer = (buffer + chunk).split(b"\n\n")
        for message in messages:
            for index in pattern.findall(message):
                seen.setdefault(int(index), now)
        if len(seen) == images:
            return seen
    raise RuntimeError(f"The stream ended after {len(seen)} of {images} images.")


@contextlib.contextmanager
def _start_proxy(environment: BenchEnvironment) -> Iterator[tuple[str, str]]:
    """Yields a proxy's URL and its name: nginx, or a plain TCP relay where nginx is missing."""
    port = free_port()
    program = shutil.which("nginx")
    if program is None:
        with processes.running_module(
            "bench.tcp_relay", environment.provider_url.rpartition(":")[2], port=port
        ):
            yield f"http://127.0.0.1:{port}", "a bare relay"
        return
    folder = environment.folder / "nginx"
    folder.mkdir()
    (folder / "nginx.conf").write_text(NGINX.format(port=port, upstream=environment.provider_url))
    with processes.running_process(program, "-p", str(folder), "-c", "nginx.conf", port=port):
        yield f"http://127.0.0.1:{port}", "nginx passing it"
