"""A request whose connection can be closed in the middle of the answer."""

import asyncio
import socket
import struct

from studio.provider.server.http_exchange import Exchange, Receive, Scope, Send

TRANSPORT = "studio.sandbox.transport"  # the scope extension that our server offers


class CutError(Exception):
    """Close the connection here, without an end to the answer."""

    def __init__(self, *, reset: bool = False) -> None:
        super().__init__()
        self.reset = reset


class SandboxExchange(Exchange):
    """Asks the server for the connection itself, since ASGI cannot close it."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        super().__init__(scope, receive, send)
        self._transport: asyncio.Transport | None = (
            scope.get("extensions", {}).get(TRANSPORT, {}).get("transport")
        )

    async def cut(self, *, reset: bool = False) -> None:
        """Closes the connection in the middle of things; `reset` sends a TCP reset instead of an end."""
        if self._transport is None:
            raise RuntimeError(
                "This server does not let the sandbox cut connections: see studio.sandbox.server."
            )
        if reset:
            _linger_not(self._transport)
            self._transport.abort()
        else:
            self._transport.close()
        await self.disconnected.wait()

    def close(self) -> None:
        """The server is shutting down: closes the connection, which sets `disconnected`."""
        if self._transport:
            self._transport.close()


def _linger_not(transport: asyncio.Transport) -> None:
    # A duplicate, because event loops wrap the real socket; options belong to what both share.
    with socket.socket(fileno=socket.dup(transport.get_extra_info("socket").fileno())) as shared:
        shared.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
