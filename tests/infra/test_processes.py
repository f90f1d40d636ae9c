"""How the web and worker processes end: quickly when asked, and not for want of a database."""

import signal
import socket
import time
from collections.abc import Callable

import httpx
import psycopg

from tests.database import Server
from tests.live import Studios


def test_web_and_worker_leave_when_asked(new_studio: Studios) -> None:
    studio = new_studio()
    with httpx.Client() as client:  # an idle connection does not hold anybody up
        assert client.get(f"{studio.url}/healthz").status_code == 200
        for name in ("web", "worker"):
            studio.send(name, signal.SIGTERM)
            assert studio.wait(name, 15) == 0


def test_the_worker_stays_without_its_database_and_goes_on_when_it_is_back(
    new_studio: Studios, server: Server
) -> None:
    studio = new_studio(server=server, STUDIO_WORKER_HEARTBEAT="0.3")
    worker = studio.pid("worker")
    server.stop()
    until(lambda: "The heartbeat could not be written" in studio.log("worker"))
    server.start()
    with psycopg.connect(server.url(), autocommit=True) as connection:
        (back,) = connection.execute("SELECT clock_timestamp()").fetchone() or ()
        newer = "SELECT FROM procrastinate_workers WHERE last_heartbeat > %s"
        until(lambda: connection.execute(newer, [back]).fetchone() is not None)
    assert studio.pid("worker") == worker
    studio.send("worker", signal.SIGTERM)
    assert studio.wait("worker") == 0


def until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_large_body_is_refused_before_it_is_sent(new_studio: Studios) -> None:
    studio = new_studio(started=False)
    studio.start("web")
    with socket.create_connection(("127.0.0.1", studio.port)) as line:
        line.sendall(b"POST /runs/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 150000000\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 413")
        deadline = time.monotonic() + 10
        while line.recv(65_536):
            assert time.monotonic() < deadline
