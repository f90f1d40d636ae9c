"""How the web and worker processes end: quickly when asked, and by themselves when they cannot go on."""

import signal
import socket
import time

import httpx

from tests.database import Server
from tests.live import Studios


def test_web_and_worker_leave_when_asked(new_studio: Studios) -> None:
    studio = new_studio()
    with httpx.Client() as client:  # an idle connection does not hold anybody up
        assert client.get(f"{studio.url}/healthz").status_code == 200
        for name in ("web", "worker"):
            studio.send(name, signal.SIGTERM)
            assert studio.wait(name, 15) == 0


def test_the_worker_gives_up_without_its_database_and_comes_back_with_it(
    new_studio: Studios, server: Server
) -> None:
    studio = new_studio(server=server)
    server.stop()
    assert studio.wait("worker") == 1
    assert "lost its database" in studio.log("worker")
    server.start()
    studio.start("worker")
    assert httpx.get(f"{studio.url}/readyz").status_code == 200


def test_a_large_body_is_refused_before_it_is_sent(new_studio: Studios) -> None:
    studio = new_studio(started=False)
    studio.start("web")
    with socket.create_connection(("127.0.0.1", studio.port)) as line:
        line.sendall(b"POST /runs/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 150000000\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 413")
        deadline = time.monotonic() + 10
        while line.recv(65_536):
            assert time.monotonic() < deadline
