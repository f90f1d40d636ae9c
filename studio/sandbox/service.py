"""Accepts or refuses calls. Runs belong to the service and outlive the connections that requested them."""

import asyncio
import contextvars
import shutil
import tempfile
from pathlib import Path

from studio.provider.server.body_parser import BodyParser
from studio.provider.server.errors import Refusal
from studio.sandbox import faults
from studio.sandbox.faults.counters import Counters
from studio.sandbox.ledger import Call, Ledger
from studio.sandbox.links import Links
from studio.sandbox.painter.pool import Pool
from studio.sandbox.protocol.errors import InsteadError
from studio.sandbox.protocol.http_exchange import SandboxExchange
from studio.sandbox.protocol.request_parser import SandboxRequest, parse_sandbox_request
from studio.sandbox.references import prepare
from studio.sandbox.response_writer import write
from studio.sandbox.run import Plan, Run
from studio.sandbox.settings import SandboxSettings


class Service:
    def __init__(self, settings: SandboxSettings, ledger: Ledger, links: Links, counters: Counters) -> None:
        self._settings = settings
        self._ledger = ledger
        self._links = links
        self._counters = counters
        self._pool = Pool(settings.processes)
        self._runs: set[asyncio.Task[None]] = set()
        # Several sandboxes may share the settings' folder; leftovers of a killed one are removed with old results.
        self._incoming = Path(tempfile.mkdtemp(prefix="incoming-", dir=settings.folder))

    async def serve(self, exchange: SandboxExchange) -> None:
        call = self._ledger.begin(exchange.headers.get("x-studio-nonce", ""), exchange.path)
        folder = self._incoming / call.id
        folder.mkdir(parents=True)
        try:
            run, scripts = await self._accept(exchange, call, folder)
        except BaseException as refusal:
            shutil.rmtree(folder)
            if not isinstance(refusal, Refusal | InsteadError):
                raise
            await _refuse(exchange, call, refusal)
        else:
            self._start(run, folder)
            await self._answer(exchange, run, scripts)

    async def close(self) -> None:
        for run in self._runs:
            run.cancel()
        await asyncio.gather(*self._runs, return_exceptions=True)
        self._pool.close()
        shutil.rmtree(self._incoming, ignore_errors=True)

    async def _accept(
        self, exchange: SandboxExchange, call: Call, folder: Path
    ) -> tuple[Run, faults.Scripts]:
        parser = BodyParser(folder, max_body=self._settings.max_body)
        try:
            async for chunk in exchange.body():
                parser.feed(chunk)
        finally:
            parser.close()
        payload = parser.finish()
        _authorize(exchange.headers.get("authorization", ""))
        prompt = payload["prompt"] if isinstance(payload.get("prompt"), str) else ""
        scripts = faults.scripts(exchange.headers, prompt)
        request = parse_sandbox_request(payload, parser.extracted, faults.strip(prompt))
        faults.refuse(scripts, prompt, self._counters)
        return await self._run(exchange, call, request, folder, scripts), scripts

    async def _run(
        self,
        exchange: SandboxExchange,
        call: Call,
        request: SandboxRequest,
        folder: Path,
        scripts: faults.Scripts,
    ) -> Run:
        references = await self._references(request, folder)
        plan = faults.planned(scripts, Plan(images=request.images))
        call.stream, call.images, call.references = request.stream, plan.images, len(references)
        return Run(
            request=request,
            plan=plan,
            call=call,
            references=references,
            origin=exchange.origin,
            settings=self._settings,
            links=self._links,
            pool=self._pool,
        )

    async def _references(self, request: SandboxRequest, folder: Path) -> tuple[Path, ...]:
        targets = tuple(folder / f"{number}.png" for number in range(1, len(request.references) + 1))
        pairs = zip(request.references, targets, strict=True)
        problems = await asyncio.gather(
            *(self._pool.run(prepare, source, target) for source, target in pairs)
        )
        for problem in problems:
            if problem:
                raise problem.refusal()
        return targets

    def _start(self, run: Run, folder: Path) -> None:
        self._ledger.accept(run.call)
        # A new context: a run outlives the request and must not keep its variables alive.
        task = asyncio.create_task(run.make(), context=contextvars.Context())
        self._runs.add(task)
        task.add_done_callback(self._runs.discard)
        task.add_done_callback(lambda _: shutil.rmtree(folder, ignore_errors=True))

    async def _answer(self, exchange: SandboxExchange, run: Run, scripts: faults.Scripts) -> None:
        try:
            await write(exchange, run, scripts)
        finally:
            self._ledger.end()


async def _refuse(exchange: SandboxExchange, call: Call, refusal: Refusal | InsteadError) -> None:
    if isinstance(refusal, Refusal):
        call.code = refusal.code
        reply = refusal.reply(request_id=call.id, ark=exchange.path.startswith("/api/v3"))
    else:
        call.code = str(refusal.reply.status)
        reply = refusal.reply
    await exchange.reply(reply, ("x-request-id", call.id))


def _authorize(header: str) -> None:
    scheme, _, key = header.partition(" ")
    if scheme.lower() != "bearer" or not key.strip() or "bad" in key:
        raise Refusal(401, "AuthenticationError", "The API key in the request is missing or invalid.")
