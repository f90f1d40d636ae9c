"""Helper processes of the measurements, and what a process costs."""

import contextlib
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import psutil

from studio.engine.processes import dies_with_parent
from tests.database import ROOT

START_SECONDS = 30.0
MB = 1024 * 1024


@contextlib.contextmanager
def running(*command: str, port: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A process for as long as it is needed; entered when it listens on `port`."""
    process = subprocess.Popen(command, cwd=ROOT, preexec_fn=dies_with_parent())
    try:
        if port is not None:
            _wait_for(port, process)
        yield process
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def module(name: str, *arguments: object, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m name port arguments…`."""
    with running(sys.executable, "-m", name, str(port), *map(str, arguments), port=port) as process:
        yield process


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{process.args} does not start.") from None
            time.sleep(0.05)


def cpu_seconds(pid: int) -> float:
    """What a process has used so far, in all its threads."""
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def memory(pid: int) -> float:
    """MB that a process holds now."""
    return psutil.Process(pid).memory_info().rss / MB


def peak_memory(pid: int) -> float:
    """The most that a process held since its start; in MB."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    if found is None:
        raise RuntimeError("The kernel does not tell the peak of a process's memory.")
    return int(found[1]) * 1024 / MB


class Growth:
    """How much more a process held at its most, while this was entered, than at the start: `most`, in MB."""

    def __init__(self, pid: int) -> None:
        self.most = 0.0
        self._pid = pid

    def __enter__(self) -> Self:
        Path(f"/proc/{self._pid}/clear_refs").write_text("5")  # the kernel's peak begins anew
        self._before = memory(self._pid)
        return self

    def __exit__(self, *error: object) -> None:
        self.most = peak_memory(self._pid) - self._before
