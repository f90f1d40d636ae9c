"""Runs a benchmark in a separate process, with a deadline."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.benchmarks import BENCHMARKS, SMALL_SECONDS
from bench.measure import ROWS
from bench.rows import Row
from studio.infra.deploy.processes import set_pdeathsig
from tests.database import ROOT


class BenchmarkError(Exception):
    """A benchmark broke or hung; the message is a sentence."""


def measure(name: str, *, small: bool = False, deadline: float | None = None) -> list[Row]:
    """Returns the rows; raises BenchmarkError. `deadline` in seconds overrides the benchmark's own."""
    seconds = deadline or (SMALL_SECONDS if small else BENCHMARKS[name].seconds)
    with tempfile.TemporaryDirectory(prefix="studio-bench-", ignore_cleanup_errors=True) as folder:
        command = [sys.executable, "-m", "bench.measure", name, folder, *(["--small"] if small else [])]
        try:
            code = _run(command, seconds)
        except subprocess.TimeoutExpired:
            raise BenchmarkError(f"{name} did not end within {seconds:g} s and was stopped.") from None
        if code:
            raise BenchmarkError(f"{name} failed (code {code}); the lines above say why.")
        return [Row(**row) for row in json.loads(Path(folder, ROWS).read_text())]


def _run(command: list[str], seconds: float) -> int:
    """Returns the exit code; raises TimeoutExpired. Its children end with it, or are killed with its process group."""
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, preexec_fn=set_pdeathsig())
    try:
        return process.wait(seconds)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
