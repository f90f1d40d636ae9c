"""A server on loopback that responds with exactly the bytes of a test."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ssl import SSLContext


@dataclass
class ReceivedRequest:
    """A request as it was received."""

    line: str
    headers: dict[str, str]
    body: bytes


class Connection:
    """The connection to which a script writes its response."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def write(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def respond(self, status: int, body: bytes, *headers: str) -> None:
        """Sends a complete response with its content length."""
        lines = [f"HTTP/1.1 {status} Whatever", f"content-length: {len(body)}", *headers, "", ""]
        await self.write("\r\n".join(lines).encode() + body)

    async def begin_response(self, *headers: str) -> None:
        """Sends the head of a chunked response."""
        lines = ["HTTP/1.1 200 OK", "transfer-encoding: chunked", *headers, "", ""]
        await self.write("\r\n".join(lines).encode())

    async def chunk(self, data: bytes) -> None:
        await self.write(b"%x\r\n%b\r\n" % (len(data), data))

    async def end(self) -> None:
        await self.write(b"0\r\n\r\n")

    async def stream(self, *pieces: bytes, content_type: str = "text/event-stream") -> None:
        """Sends a complete stream, one chunk per piece."""
        await self.begin_response(f"content-type: {content_type}")
        for piece in pieces:
            await self.chunk(piece)
            await asyncio.sleep(0)
        await self.end()

    def reset(self) -> None:
        """Drops the connection with a TCP reset."""
        raw = self.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    async def wait_closed(self) -> None:
        """Waits until the client has disconnected."""
        while await self.reader.read(65536):
            pass


Script = Callable[[ReceivedRequest, Connection], Awaitable[None]]


@dataclass
class FakeServer:
    """A running server."""

    port: int
    received: list[ReceivedRequest] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"


@asynccontextmanager
async def fake_server(
    script: Script, *, read_body: bool = True, ssl: SSLContext | None = None
) -> AsyncIterator[FakeServer]:
    """Serves `script` to every request until the block ends; each connection carries one."""
    server = FakeServer(port=0)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server.connections += 1
        tasks.add(asyncio.current_task())
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            fields = (line.split(": ", 1) for line in head[1:] if line)
            headers = {name.lower(): value for name, value in fields}
            length = int(headers.get("content-length", 0)) if read_body else 0
            received = ReceivedRequest(line=head[0], headers=headers, body=await reader.readexactly(length))
            server.received.append(received)
            await script(received, Connection(reader, writer))
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    tasks: set[asyncio.Task[None] | None] = set()
    listener = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=ssl)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        for task in tasks:
            if task:
                task.cancel()
        await asyncio.gather(*filter(None, tasks), return_exceptions=True)


def responding(status: int, body: bytes, *headers: str) -> Script:
    """A script that sends one complete response."""

    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.respond(status, body, *headers)

    return script


def streaming(*pieces: bytes, content_type: str = "text/event-stream") -> Script:
    """A script that streams these pieces and ends cleanly."""

    async def script(received: ReceivedRequest, wire: Connection) -> None:
        await wire.stream(*pieces, content_type=content_type)

    return script
