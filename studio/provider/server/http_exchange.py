"""One HTTP request and its response, over plain ASGI."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from studio.provider.server.errors import Reply

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class ClientDisconnected(Exception):
    """The client has disconnected, or the server is shutting down."""


class Exchange:
    """Reads the body once, then watches for a client disconnect while the response is written."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        self.headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        self.disconnected = asyncio.Event()
        self.started = self.is_read = False
        self._receive = receive
        self._send = send

    @property
    def origin(self) -> str:
        """Scheme and host as the client addressed the server; links start with it."""
        return f"http://{self.headers.get('host', '127.0.0.1')}"

    async def body(self) -> AsyncIterator[bytes]:
        """Raises ClientDisconnected if the client disconnects before the body is complete."""
        more = True
        while more:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnected
            more = message.get("more_body", False)
            self.is_read = not more
            yield message.get("body", b"")

    @contextlib.asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Sets `disconnected` as soon as the client disconnects; the body must have been read."""
        watcher = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watcher.cancel()

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.disconnected.set()

    async def until_disconnect(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs `work` until it ends or the client disconnects; the body must have been read."""
        async with self.watching():
            task = asyncio.create_task(work)
            disconnect = asyncio.create_task(self.disconnected.wait())
            try:
                await asyncio.wait((task, disconnect), return_when=asyncio.FIRST_COMPLETED)
            finally:
                disconnect.cancel()
                if not task.done():
                    task.cancel()
            if not task.cancelling():
                await task

    async def start(self, status: int, headers: Iterable[tuple[str, str]]) -> None:
        if self.disconnected.is_set():
            raise ClientDisconnected
        self.started = True
        encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        await self._send({"type": "http.response.start", "status": status, "headers": encoded})

    async def write(self, chunk: bytes) -> None:
        if self.disconnected.is_set():
            raise ClientDisconnected
        await self._send({"type": "http.response.body", "body": chunk, "more_body": True})

    async def finish(self) -> None:
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def reply(self, reply: Reply, *headers: tuple[str, str]) -> None:
        length = ("content-length", str(len(reply.body)))
        await self.start(
            reply.status, [("content-type", reply.content_type), length, *reply.headers, *headers]
        )
        await self._send({"type": "http.response.body", "body": reply.body, "more_body": False})
