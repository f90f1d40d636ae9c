"""`manage.py up`: runs the whole studio on one machine, until Ctrl-C.

The order matters. Start: PostgreSQL, the preparations, then web, worker and sandbox. Stop: web and worker first; the
worker finishes its open calls, for which the sandbox and the database keep running; PostgreSQL is last.
"""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator

from django.conf import settings

from studio.infra.deploy import data_dir, preflight
from studio.infra.deploy.console import relay, write_line
from studio.infra.deploy.embedded_postgres import Postgres
from studio.infra.deploy.process_restart import Child, Program
from studio.infra.deploy.processes import set_pdeathsig
from studio.infra.deploy.standalone_postgres import DATABASE
from studio.infra.server import health_client

GRACE = 30.0  # seconds between SIGTERM and SIGKILL; the worker gets as long as its calls may take
ABANDON_SECONDS = 8.0  # seconds after a second signal in which the worker marks its open calls as unknown
MANAGE = (sys.executable, str(settings.BASE_DIR / "manage.py"))


class Supervisor:
    def __init__(self) -> None:
        self.host = os.environ.get("HOST", "127.0.0.1")
        self.with_sandbox = settings.PROVIDER == "sandbox" and "STUDIO_PROVIDER_URL" not in os.environ
        self._environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self._children: list[Child] = []
        self._worker: Child | None = None
        self._exiting: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Raises DataFolderError, NotReady or PostgresError when it cannot start."""
        folder = data_dir.lock(settings.DATA_DIR)
        preflight.check(self.host, with_sandbox=self.with_sandbox)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._on_signal)
        try:
            async with asyncio.TaskGroup() as tasks, self._database(tasks):
                link = await self._prepare()
                if not self._stopping.is_set():
                    await self._serve(tasks, link)
        finally:
            os.close(folder)
        write_line("Stopped.")

    def _on_signal(self) -> None:
        if self._exiting:
            self._kill_all()
        elif self._stopping.is_set():
            self._exiting = asyncio.get_running_loop().create_task(self._exit_at_once())
        else:
            write_line("Stopping once the open calls have ended. Press Ctrl+C again to exit at once.")
            self._stopping.set()

    async def _exit_at_once(self) -> None:
        """Asks the worker to stop a second time, so that it marks its open calls as unknown."""
        if self._worker:
            await self._worker.stop(grace=ABANDON_SECONDS)
        self._kill_all()

    def _kill_all(self) -> None:
        for child in self._children:
            child.kill()
        write_line("Left at once.")
        os._exit(1)

    @contextlib.asynccontextmanager
    async def _database(self, tasks: asyncio.TaskGroup) -> AsyncIterator[None]:
        """Runs the embedded server; its URL is passed to the children and written to the data folder."""
        if os.environ.get("DATABASE_URL"):
            yield
            return
        postgres = Postgres(settings.DATA_DIR / "postgres")
        await asyncio.to_thread(postgres.prepare)
        server = self._child(
            Program(
                name="postgres",
                command=postgres.command,
                environment=self._environment,
                identity=postgres.identity,
                stop=signal.SIGINT,
                orphaned=signal.SIGINT,
                before=postgres.prepare,
            )
        )
        running = tasks.create_task(server.keep_running())
        try:
            await asyncio.to_thread(postgres.wait_until_ready, lambda: not running.done())
            postgres.create_database(DATABASE)
            url = self._environment["DATABASE_URL"] = postgres.url(DATABASE)
            data_dir.write(settings.DATA_DIR / "database_url", url)
            yield
        finally:
            (settings.DATA_DIR / "database_url").unlink(missing_ok=True)
            await server.stop(grace=GRACE)

    async def _prepare(self) -> str:
        """Runs `manage.py prepare`; returns the one-time link for the first administrator, or an empty string."""
        process = await asyncio.create_subprocess_exec(
            *MANAGE,
            "prepare",
            env=self._environment,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
            preexec_fn=set_pdeathsig(),
        )
        link = ""
        assert process.stdout
        async for line in process.stdout:
            if line.startswith(b"SETUP_LINK "):
                link = line.split()[1].decode()
            else:
                relay("prepare", line)
        if await process.wait():
            raise preflight.NotReady("The studio could not be prepared; the lines above say why.")
        return link

    async def _serve(self, tasks: asyncio.TaskGroup, link: str) -> None:
        """Runs the programs until asked to stop."""
        web, worker = self._manage("web"), self._manage("worker")
        self._worker = worker
        last = [self._manage("sandbox", "--port", str(settings.SANDBOX_PORT))] if self.with_sandbox else []
        for child in (*last, worker, web):
            tasks.create_task(child.keep_running())
        announcing = tasks.create_task(self._announce(link))
        try:
            await self._stopping.wait()
        finally:
            announcing.cancel()
            # When this ends unasked the database is gone, and there is nothing to wait for.
            drain = settings.WORKER_DRAIN if self._stopping.is_set() else GRACE
            await asyncio.gather(web.stop(grace=GRACE), worker.stop(grace=drain))
            await asyncio.gather(*(child.stop(grace=GRACE) for child in last))

    async def _announce(self, link: str) -> None:
        await health_client.wait_until_responding(self.host, settings.PORT)
        write_line(f"\nThe studio is ready: {settings.PUBLIC_URL}")
        if link:
            write_line(f"Make the first administrator (this link works once): {link}")
        write_line(f"Provider: {settings.PROVIDER} at {settings.PROVIDER_URL}\n")

    def _manage(self, name: str, *arguments: str) -> Child:
        return self._child(
            Program(name=name, command=(*MANAGE, name, *arguments), environment=self._environment)
        )

    def _child(self, program: Program) -> Child:
        child = Child(program)
        self._children.append(child)
        return child
