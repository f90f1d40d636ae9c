"""Keeps a child process running: restarts it with exponential backoff until it is asked to stop."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from studio.infra.deploy.console import relay, write_line
from studio.infra.deploy.processes import set_pdeathsig

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0  # seconds before a restart
STABLE_AFTER = 60.0  # running this long resets the restart pause
LONGEST_LINE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to run, as which user (`identity`: arguments of `subprocess`), and how to stop it.

    `stop` is the signal for a graceful stop. `orphaned` is sent by the kernel when the supervisor itself was killed.
    `before` runs in a thread before each start; an exception in it ends the supervisor.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    identity: Mapping[str, Any] = field(default_factory=dict)
    stop: signal.Signals = signal.SIGTERM
    orphaned: signal.Signals = signal.SIGKILL
    before: Callable[[], None] = field(default=lambda: None)


class Child:
    def __init__(self, program: Program) -> None:
        self.program = program
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = asyncio.Event()

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def keep_running(self) -> None:
        """Starts it, and restarts it whenever it ends, until `stop()`."""
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            started = time.monotonic()
            await asyncio.to_thread(self.program.before)
            if self._stopping.is_set():
                return
            code = await self.run_once()
            if self._stopping.is_set():
                return
            if time.monotonic() - started >= STABLE_AFTER:
                pause = FIRST_PAUSE
            write_line(f"{self.program.name} ended ({_describe(code)}) and starts again in {pause:g} s.")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def run_once(self) -> int:
        """Runs it once, and relays its output; returns its exit code, negative for a signal."""
        async with _pipe() as (lines, output):
            try:
                process = await self._start(output)
            finally:
                os.close(output)
            relaying = asyncio.create_task(self._relay(lines))
            code = await process.wait()
            # A grandchild may keep the pipe open for longer.
            await asyncio.wait({relaying}, timeout=1)
            relaying.cancel()
        return code

    async def _start(self, output: int) -> asyncio.subprocess.Process:
        program = self.program
        self._process = await asyncio.create_subprocess_exec(
            *program.command,
            env=program.environment,
            **program.identity,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
            # Ctrl-C would reach the whole process group, but the children must stop in order.
            start_new_session=True,
            preexec_fn=set_pdeathsig(program.orphaned),
        )
        return self._process

    async def stop(self, *, grace: float) -> None:
        """Asks it to stop, waits `grace` seconds, then kills it."""
        self._stopping.set()
        self._send(self.program.stop)
        if self._process is None:
            return
        try:
            await asyncio.wait_for(self._process.wait(), grace)
        except TimeoutError:
            write_line(f"{self.program.name} did not stop within {grace:g} s and is killed.")
            self.kill()
            await self._process.wait()

    def kill(self) -> None:
        self._stopping.set()
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(number)

    async def _relay(self, lines: asyncio.StreamReader) -> None:
        while True:
            try:
                line = await lines.readline()
            except ValueError:  # longer than LONGEST_LINE: dropped
                continue
            if not line:
                return
            relay(self.program.name, line)


@contextlib.asynccontextmanager
async def _pipe() -> AsyncIterator[tuple[asyncio.StreamReader, int]]:
    """A reader of a pipe's lines, and the descriptor to write to, which the caller closes.

    With a pipe of asyncio's own (`stdout=PIPE`), `wait()` lasts until every grandchild has closed it too.
    """
    readable, writable = os.pipe()
    lines = asyncio.StreamReader(limit=LONGEST_LINE)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(lines), os.fdopen(readable, "rb", buffering=0)
    )
    try:
        yield lines, writable
    finally:
        transport.close()


def _describe(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"code {code}"
