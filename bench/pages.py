"""P3: what 200 open pages cost the web process, against streams of a bare ASGI app on the same server."""

import contextlib
import socket
import time
from collections.abc import Iterator

from bench import processes
from bench.place import Place
from bench.rows import Row
from tests.live import free_port

PAGES = 200  # a multiple of EACH
EACH = 5  # pages a person; the studio allows six
WARM = 5
SETTLE = 1.0  # seconds for the last connection to have said its first word


def run(place: Place, *, pages: int = PAGES) -> list[Row]:
    ours, bare = _ours(place, pages), _bare(pages)
    return [Row.compare("P3 memory of an open page : a bare ASGI stream", ours, bare, goal=2, unit="KB")]


def _ours(place: Place, pages: int) -> float:
    with place.studio("web") as studio:
        from bench import people

        cookies, runs = [], []
        for _ in range((pages + WARM) // EACH):
            user = people.person()
            runs.append(people.start(user, picture="2k"))  # nobody carries it out: the page stays open
            cookies += [people.browser(user, studio.url).cookies["sessionid"]] * EACH
        requests = [_request("/runs/events", f"Cookie: sessionid={cookie}\r\n") for cookie in cookies]
        try:
            return _per_connection(studio.pid("web"), studio.port, requests)
        finally:
            people.cancel_all(runs)


def _bare(pages: int) -> float:
    port = free_port()
    with processes.module("bench.bare", port=port) as process:
        return _per_connection(process.pid, port, [_request("/stream")] * (pages + WARM))


def _request(path: str, headers: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode()


def _per_connection(pid: int, port: int, requests: list[bytes]) -> float:
    """KB of the process for each open stream beyond the first few."""
    with contextlib.ExitStack() as open_ones:
        for request in requests[:WARM]:
            open_ones.enter_context(_stream(port, request))
        time.sleep(SETTLE)
        before = processes.memory(pid)
        for request in requests[WARM:]:
            open_ones.enter_context(_stream(port, request))
        time.sleep(SETTLE)
        return (processes.memory(pid) - before) * 1024 / len(requests[WARM:])


@contextlib.contextmanager
def _stream(port: int, request: bytes) -> Iterator[None]:
    """A connection whose answer has begun."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(request)
        head = connection.recv(4096)
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"No stream: {head[:60]!r}")
        yield
