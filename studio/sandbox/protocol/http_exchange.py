"""A request whose connection can be closed in the middle of the response."""

import asyncio
import socket
import struct

from studio.provider.server.http_exchange import Exchange, Receive, Scope, Send

TRANSPORT = "studio.sandbox.transport"  # the scope extension of the sandbox's server


class CutError(Exception):
    """Close the connection here, without ending the response."""

    def __init__(self, *, reset: bool = False) -> None:
        super().__init__()
        self.reset = reset


class SandboxExchange(Exchange):
    """Gets the connection from the server, since ASGI cannot close it."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        super().__init__(scope, receive, send)
        self._transport: asyncio.Transport | None = (
            scope.get("extensions", {}).get(TRANSPORT, {}).get("transport")
        )

    async def cut(self, *, reset: bool = False) -> None:
        """Closes the connection at once; `reset` sends a TCP RST instead of a FIN."""
        if self._transport is None:
            raise RuntimeError(
                "This server does not let the sandbox cut connections: see studio.sandbox.server."
            )
        if reset:
            _reset_on_close(self._transport)
            self._transport.abort()
        else:
            self._transport.close()
        await self.disconnected.wait()

    def close(self) -> None:
        """Closes the connection on server shutdown, which sets `disconnected`."""
        if self._transport:
            self._transport.close()


def _reset_on_close(transport: asyncio.Transport) -> None:
    # A duplicate, because event loops wrap the real socket; both share the socket options.
    with socket.socket(fileno=socket.dup(transport.get_extra_info("socket").fileno())) as shared:
        shared.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
