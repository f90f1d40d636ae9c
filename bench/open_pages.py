"""P3: memory of the web process for 200 open pages, against streams of a minimal ASGI app on the same server."""

import contextlib
import socket
import time
from collections.abc import Iterator

from bench import processes
from bench.environment import BenchEnvironment
from bench.rows import Row
from tests.live import free_port

PAGES = 200  # a multiple of PAGES_PER_USER
PAGES_PER_USER = 5  # the studio allows six
WARM_UP = 5
SETTLE = 1.0  # seconds until the last connection has received its first bytes


def run(environment: BenchEnvironment, *, pages: int = PAGES) -> list[Row]:
    ours, baseline = _studio_memory(environment, pages), _baseline_memory(pages)
    return [Row.compare("P3 memory of an open page : a bare ASGI stream", ours, baseline, goal=2, unit="KB")]


def _studio_memory(environment: BenchEnvironment, pages: int) -> float:
    with environment.studio("web") as studio:
        from bench import users

        cookies, runs = [], []
        for _ in range((pages + WARM_UP) // PAGES_PER_USER):
            user = users.new_user()
            runs.append(users.submit_run(user, image="2k"))  # no worker executes it: the page stays open
            cookies += [users.signed_in_client(user, studio.url).cookies["sessionid"]] * PAGES_PER_USER
        requests = [_request("/runs/events", f"Cookie: sessionid={cookie}\r\n") for cookie in cookies]
        try:
            return _memory_per_stream(studio.pid("web"), studio.port, requests)
        finally:
            users.cancel_all(runs)


def _baseline_memory(pages: int) -> float:
    port = free_port()
    with processes.running_module("bench.minimal_asgi", port=port) as process:
        return _memory_per_stream(process.pid, port, [_request("/stream")] * (pages + WARM_UP))


def _request(path: str, headers: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode()


def _memory_per_stream(pid: int, port: int, requests: list[bytes]) -> float:
    """KB of the process for each open stream after the warm-up."""
    with contextlib.ExitStack() as streams:
        for request in requests[:WARM_UP]:
            streams.enter_context(_open_stream(port, request))
        time.sleep(SETTLE)
        before = processes.current_memory(pid)
        for request in requests[WARM_UP:]:
            streams.enter_context(_open_stream(port, request))
        time.sleep(SETTLE)
        return (processes.current_memory(pid) - before) * 1024 / len(requests[WARM_UP:])


@contextlib.contextmanager
def _open_stream(port: int, request: bytes) -> Iterator[None]:
    """A connection whose response has started."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        head = connection.recv(4096)
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"No stream: {head[:60]!r}")
        yield
