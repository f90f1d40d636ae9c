"""Runs the sandbox on uvicorn: alone, or in a thread for tests."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from studio.sandbox.app import Sandbox, create_app
from studio.sandbox.protocol.http_exchange import TRANSPORT
from studio.sandbox.settings import SandboxSettings

START_SECONDS = 20.0


class Protocol(HttpToolsProtocol):
    """Lets the app reach its connection, since ASGI cannot close it."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {TRANSPORT: {"transport": self.transport}}


class Server(uvicorn.Server):
    """Notifies the app of a shutdown first, so that open responses end instead of delaying it."""

    def __init__(self, app: Sandbox) -> None:
        config = uvicorn.Config(
            app,
            http=Protocol,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            log_level="warning",
            timeout_graceful_shutdown=1,
            timeout_keep_alive=30,
        )
        super().__init__(config)
        self.ready = threading.Event()
        self._sandbox = app

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._sandbox.stop()
        await super().shutdown(sockets)


def listen(host: str, port: int) -> socket.socket:
    """Raises OSError when the port is taken; port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=2048)


def address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(settings: SandboxSettings, listener: socket.socket) -> None:
    """Blocks until a signal."""
    Server(create_app(settings)).run(sockets=[listener])


@contextlib.contextmanager
def running(settings: SandboxSettings, **where: Any) -> Iterator[str]:
    """A sandbox in a thread; gives its address without a path, for example http://127.0.0.1:40123."""
    listener = listen(where.get("host", "127.0.0.1"), where.get("port", 0))
    server = Server(create_app(settings))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="sandbox")
    thread.start()
    try:
        if not server.ready.wait(START_SECONDS):
            raise TimeoutError("The sandbox did not start.")
        yield address(listener)
    finally:
        server.should_exit = True
        thread.join()
