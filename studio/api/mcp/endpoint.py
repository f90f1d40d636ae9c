"""`/mcp`, streamable HTTP, served before Django: an agent that waits for a run takes an asyncio task and no thread.

Stateless, so that any process can serve any request. The protocol's package is imported with the first request: the
import takes a second of CPU time, and most studios never need it.
"""

import asyncio
from contextlib import suppress
from importlib import import_module
from typing import Any

from studio.api.authentication import authenticate_request
from studio.api.generate.endpoint import counted, read_request
from studio.api.generate.threads import in_database
from studio.api.signed_links import origin_of
from studio.audit.request_context import bind_request
from studio.infra.server.request_limits import Application, Message, Receive, Send
from studio.infra.shutdown import closing
from studio.provider.server.errors import Refusal
from studio.provider.server.http_exchange import ClientDisconnected, Exchange

PATHS = ("/mcp", "/mcp/")
KEY = "studio.key"
"""The key in the ASGI scope under which the access key is stored."""
ORIGIN = "studio.origin"
OPEN_PER_KEY = 16
"""Concurrent messages of one key in this process; each may take 16 MB of memory."""


def serve_mcp(application: Application) -> Application:
    """Handles the protocol's path itself and passes all other requests on."""

    async def served(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] in PATHS:
            await _serve(scope, receive, send)
        else:
            await application(scope, receive, send)

    return served


async def _serve(scope: Message, receive: Receive, send: Send) -> None:
    try:
        request = read_request(scope)
        with bind_request(request):
            if scope["method"] != "POST":  # a GET would wait for events that are never sent
                raise Refusal(405, "MethodNotAllowed", "Use POST.", allow="POST")
            scope[KEY] = (await in_database(authenticate_request, request)).key
            scope[ORIGIN] = origin_of(request)
            manager = await _running_manager()
            with counted((PATHS, scope[KEY].pk), limit=OPEN_PER_KEY):
                await manager.handle_request(scope, receive, send)
    except Refusal as refusal:
        challenge = [("www-authenticate", "Bearer")] if refusal.status == 401 else []
        with suppress(ClientDisconnected):
            reply = refusal.reply(request_id="", ark=False)
            await Exchange(scope, receive, send).reply(reply, *challenge, ("connection", "close"))


_starting = asyncio.Lock()
_manager: Any = None
_tasks: set[asyncio.Task[None]] = set()


async def _running_manager() -> Any:
    """The session manager of this process, started by the first request; a failed start is retried."""
    global _manager
    async with _starting:
        if _manager is None:
            server = await asyncio.to_thread(import_module, "studio.api.mcp.server")
            manager = server.session_manager()
            started = asyncio.get_running_loop().create_future()
            _tasks.add(asyncio.create_task(_run(manager, started)))
            await started
            _manager = manager
    return _manager


async def _run(manager: Any, started: asyncio.Future[None]) -> None:
    """Runs the session manager until this process shuts down."""
    try:
        async with manager.run():
            started.set_result(None)
            await closing.wait()
    except Exception as error:
        if started.done():
            raise
        started.set_exception(error)
