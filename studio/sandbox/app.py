"""A test double of the provider as an ASGI app: the live service's paths and wire format, result links, a ledger."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from functools import partial

from studio.provider.server.errors import Reply, json_reply
from studio.provider.server.http_exchange import ClientDisconnected, Receive, Scope, Send
from studio.sandbox.faults import FAULTS
from studio.sandbox.faults.counters import Counters
from studio.sandbox.faults.links import DENIED, NO_SUCH_KEY, LinkContext, send_file, xml
from studio.sandbox.ledger import Ledger
from studio.sandbox.links import Links
from studio.sandbox.protocol.http_exchange import CutError, SandboxExchange
from studio.sandbox.service import Service
from studio.sandbox.settings import SandboxSettings

SWEEP_SECONDS = 600
GENERATIONS = ("/v1/images/generations", "/api/v3/images/generations")

Handler = Callable[[SandboxExchange], Awaitable[None]]


class Sandbox:
    """The ASGI app; `stop()` ends every open response, so that the server can stop at once."""

    def __init__(self, settings: SandboxSettings) -> None:
        settings.folder.mkdir(parents=True, exist_ok=True)
        self._settings = settings
        self._ledger = Ledger()
        self._links = Links(settings.folder, settings.link_life)
        self._counters = Counters()
        self._service = Service(settings, self._ledger, self._links, self._counters)
        self._open: set[SandboxExchange] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._run_lifespan(receive, send)
            return
        exchange = SandboxExchange(scope, receive, send)
        self._open.add(exchange)
        try:
            await self._handler(exchange)(exchange)
        except ClientDisconnected:
            return
        finally:
            self._open.discard(exchange)

    def stop(self) -> None:
        for exchange in self._open:
            exchange.close()

    async def _run_lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        sweeping = asyncio.create_task(self._sweep())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        sweeping.cancel()
        await self._service.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _sweep(self) -> None:
        while True:
            await asyncio.to_thread(self._links.sweep, self._settings.keep_bytes)
            await asyncio.sleep(SWEEP_SECONDS)

    def _handler(self, exchange: SandboxExchange) -> Handler:
        if exchange.path in GENERATIONS:
            return self._service.serve if exchange.method == "POST" else _not_allowed
        if exchange.path.startswith("/files/"):
            return self._file
        if exchange.path == "/ledger" or exchange.path.startswith("/ledger/"):
            return self._show_ledger
        return {"/healthz": _health, "/faults": _list_faults, "/canary": self._canary}.get(
            exchange.path, _not_found
        )

    async def _file(self, exchange: SandboxExchange) -> None:
        name = exchange.path.removeprefix("/files/")
        path = self._links.file(name)
        if not self._links.alive(name, exchange.query):
            await exchange.reply(xml(403, DENIED))
        elif not path.is_file():
            await exchange.reply(xml(404, NO_SUCH_KEY))
        else:
            await self._send_file(exchange, name)

    async def _send_file(self, exchange: SandboxExchange, name: str) -> None:
        path = self._links.file(name)
        fault = FAULTS.get(path.stem.rpartition("-")[2])
        if not fault:
            await send_file(exchange, path)
            return
        await _drain(exchange)
        context = LinkContext(
            slow=self._settings.slow_link, is_among_first=partial(self._counters.is_among_first, name)
        )
        async with exchange.watching():
            try:
                await fault.apply(exchange, path, context)
            except CutError:
                await exchange.cut()

    async def _show_ledger(self, exchange: SandboxExchange) -> None:
        nonce = exchange.path.removeprefix("/ledger").removeprefix("/")
        if exchange.method == "DELETE":
            self._ledger.clear()
            await exchange.reply(Reply(status=204))
        else:
            await exchange.reply(json_reply(200, self._ledger.page(nonce or None)))

    async def _canary(self, exchange: SandboxExchange) -> None:
        self._ledger.canary += 1
        await exchange.reply(Reply(status=200, body=b"tweet", content_type="text/plain"))


def create_app(settings: SandboxSettings) -> Sandbox:
    return Sandbox(settings)


async def _drain(exchange: SandboxExchange) -> None:
    with contextlib.suppress(ClientDisconnected):
        async for _ in exchange.body():
            pass


async def _health(exchange: SandboxExchange) -> None:
    await exchange.reply(json_reply(200, {"status": "ok"}))


async def _list_faults(exchange: SandboxExchange) -> None:
    faults = [{"name": one.name, "place": one.place, "help": one.help} for one in FAULTS.values()]
    await exchange.reply(json_reply(200, {"faults": faults}))


async def _not_allowed(exchange: SandboxExchange) -> None:
    await exchange.reply(json_reply(405, {"error": {"code": "MethodNotAllowed", "message": "Use POST."}}))


async def _not_found(exchange: SandboxExchange) -> None:
    await exchange.reply(Reply(status=404))
