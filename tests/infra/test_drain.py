"""A stopping studio waits for the worker's open calls as long as they may take, with sandbox and database running."""

import asyncio
import os
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from studio.infra.deploy import supervisor
from studio.infra.deploy.process_restart import Child, Program
from studio.infra.deploy.supervisor import Supervisor
from studio.infra.jobs.open_calls import OpenCalls
from studio.provider.download import fetcher
from studio.provider.limits import MAX_IMAGES, overall_deadline
from tests.database import ROOT

WORKER = """
import pathlib, signal, sys, time
def drain(*_):
    print("draining")
    while not pathlib.Path(sys.argv[1], "calls-ended").exists():
        time.sleep(0.02)
    print("finished")
    sys.exit()
signal.signal(signal.SIGTERM, drain)
print("up")
time.sleep(60)
"""
SLEEPER = "import time; print('up'); time.sleep(60)"


class SmallStudio(Supervisor):
    """Its programs only start and stop."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.with_sandbox = True
        self.folder = folder
        self.programs: dict[str, Child] = {}

    def _manage(self, name: str, *arguments: str) -> Child:
        source = WORKER if name == "worker" else SLEEPER
        command = (sys.executable, "-uc", source, str(self.folder))
        child = self._child(Program(name=name, command=command, environment=dict(os.environ)))
        self.programs[name] = child
        return child


async def test_the_worker_ends_its_calls_before_the_sandbox_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(supervisor, "GRACE", 0.0)  # a program with no other grace is killed at once
    studio, output = SmallStudio(tmp_path), ""

    async def wait_for_output(*texts: str) -> None:
        nonlocal output
        while not all(text in output for text in texts):
            await asyncio.sleep(0.02)
            output += capsys.readouterr().out

    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(studio._serve(tasks, ""))
        await wait_for_output("web      | up", "worker   | up", "sandbox  | up")
        studio._on_signal()
        await wait_for_output("worker   | draining", "web did not stop")
        assert studio.programs["sandbox"].alive
        (tmp_path / "calls-ended").touch()
        await serving
    await wait_for_output("worker   | finished")
    assert "worker did not stop" not in output
    assert not any(child.alive for child in studio.programs.values())


def test_the_largest_group_ends_within_the_time_to_drain() -> None:
    longest = overall_deadline(MAX_IMAGES) + fetcher.DEADLINE
    assert longest < settings.WORKER_DRAIN
    compose = (ROOT / "compose.yaml").read_text()
    assert f"stop_grace_period: {settings.WORKER_DRAIN // 60:.0f}m" in compose


async def test_open_calls_know_the_deadline_of_the_last_one() -> None:
    calls = OpenCalls()
    with calls.tracked(seconds=60):
        first = calls.until
        assert len(calls) == 1
    assert len(calls) == 0
    with calls.tracked(seconds=600):
        assert calls.until - first > timedelta(seconds=500)


async def test_abandoned_calls_may_record_their_outcome() -> None:
    calls, recorded, started = OpenCalls(), [], asyncio.Event()

    async def call() -> None:
        try:
            with calls.tracked(seconds=60):
                started.set()
                await asyncio.sleep(60)
        except asyncio.CancelledError:
            recorded.append("unknown")
            raise

    task = asyncio.create_task(call())
    await started.wait()
    await calls.abandon(seconds=30)
    assert recorded == ["unknown"]
    assert task.cancelled()
