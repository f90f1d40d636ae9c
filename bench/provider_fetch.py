"""P5: from a link to a file of 11.6 MB, safely on the disk, against a bare socket to the same disk."""

import asyncio
import os
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.place import Place
from bench.provider_measure import side_by_side
from bench.rows import Row
from studio.provider.download.fetcher import ResultClient

SIZE = 11_600_000


def picture(size: int) -> bytes:
    """A JPEG of 4096² as its header and end say; between them are bytes that only count."""
    frame = b"\xff\xc0\x00\x11\x08\x10\x00\x10\x00\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    scan = b"\xff\xda\x00\x0c\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00"
    head = b"\xff\xd8" + frame + scan
    return head + b"\x55" * (size - len(head) - 2) + b"\xff\xd9"


@contextmanager
def server(body: bytes) -> Iterator[int]:
    """Answers every connection with `body` from a thread; gives the port."""
    answer = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(body) + body
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65_536)
                    connection.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)
    thread.join()


async def _raw(port: int, into: Path) -> None:
    def copy() -> None:
        with socket.create_connection(("127.0.0.1", port)) as near, into.open("wb") as file:
            near.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            while block := near.recv(65_536):
                file.write(block)
            file.flush()
            os.fsync(file.fileno())

    await asyncio.to_thread(copy)


async def _run(size: int, times: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as name, server(picture(size)) as port:
        into = Path(name) / "a.jpg"
        async with ResultClient([], loopback=("127.0.0.1", port)) as results:
            url = f"http://127.0.0.1:{port}/a.jpg"
            ours, raw = await side_by_side(
                lambda: results.fetch(url, into), lambda: _raw(port, into), runs=times
            )
    return [Row.compare(f"P5 link to file, {size / 10**6:g} MB : raw socket to file", ours, raw, goal=2)]


def run(place: Place, *, size: int = SIZE, times: int = 15) -> list[Row]:
    return asyncio.run(_run(size, times))
