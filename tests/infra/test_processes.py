"""How the web and worker processes stop: quickly when asked, and not because the database is down."""

import signal
import socket
import time
from collections.abc import Callable

import httpx
import psycopg

from tests.database import PostgresServer
from tests.live import Studios


def test_web_and_worker_stop_when_asked(new_studio: Studios) -> None:
    studio = new_studio()
    with httpx.Client() as client:  # an idle connection does not delay the stop
        assert client.get(f"{studio.url}/healthz").status_code == 200
        for name in ("web", "worker"):
            studio.send(name, signal.SIGTERM)
            assert studio.wait(name, 15) == 0


def test_the_worker_survives_an_outage_of_its_database(new_studio: Studios, server: PostgresServer) -> None:
    studio = new_studio(server=server, STUDIO_WORKER_HEARTBEAT="0.3")
    worker = studio.pid("worker")
    server.stop()
    wait_until(lambda: "The heartbeat could not be written" in studio.log("worker"))
    server.start()
    with psycopg.connect(server.url(), autocommit=True) as connection:
        (restarted_at,) = connection.execute("SELECT clock_timestamp()").fetchone() or ()
        newer_heartbeat = "SELECT FROM procrastinate_workers WHERE last_heartbeat > %s"
        wait_until(lambda: connection.execute(newer_heartbeat, [restarted_at]).fetchone() is not None)
    assert studio.pid("worker") == worker
    studio.send("worker", signal.SIGTERM)
    assert studio.wait("worker") == 0


def wait_until(is_true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_large_body_is_refused_before_it_is_sent(new_studio: Studios) -> None:
    studio = new_studio(started=False)
    studio.start("web")
    with socket.create_connection(("127.0.0.1", studio.port)) as connection:
        connection.sendall(b"POST /runs/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 150000000\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 413")
        deadline = time.monotonic() + 60
        while connection.recv(65_536):
            assert time.monotonic() < deadline
