"""P5: downloading a file of 11.6 MB durably to disk, against a raw socket to the same disk."""

import asyncio
import os
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.environment import BenchEnvironment
from bench.provider_measure import interleaved_medians
from bench.rows import Row
from studio.provider.download.fetcher import ResultClient

SIZE = 11_600_000


def fake_jpeg(size: int) -> bytes:
    """A JPEG of 4096² by its header and end marker, with filler bytes between them."""
    frame = b"\xff\xc0\x00\x11\x08\x10\x00\x10\x00\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    scan = b"\xff\xda\x00\x0c\x03\x01\x00\x02\x11\x03\x11\x00\x3f\x00"
    head = b"\xff\xd8" + frame + scan
    return head + b"\x55" * (size - len(head) - 2) + b"\xff\xd9"


@contextmanager
def file_server(body: bytes) -> Iterator[int]:
    """Responds to every connection with `body` from a thread; yields the port."""
    response = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(body) + body
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65_536)
                    connection.sendall(response)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
    thread.join()


async def _fetch_raw(port: int, target: Path) -> None:
    def copy() -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection, target.open("wb") as file:
            connection.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            while block := connection.recv(65_536):
                file.write(block)
            file.flush()
            os.fsync(file.fileno())

    await asyncio.to_thread(copy)


async def _run(size: int, times: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as name, file_server(fake_jpeg(size)) as port:
        target = Path(name) / "a.jpg"
        async with ResultClient([], loopback=("127.0.0.1", port)) as results:
            url = f"http://127.0.0.1:{port}/a.jpg"
            ours, raw = await interleaved_medians(
                lambda: results.fetch(url, target), lambda: _fetch_raw(port, target), runs=times
            )
    return [Row.compare(f"P5 link to file, {size / 10**6:g} MB : raw socket to file", ours, raw, goal=2)]


def run(environment: BenchEnvironment, *, size: int = SIZE, times: int = 15) -> list[Row]:
    return asyncio.run(_run(size, times))
