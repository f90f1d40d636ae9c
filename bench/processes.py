"""Starts helper processes of the benchmarks, and measures CPU time and memory of a process."""

import contextlib
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import psutil

from studio.infra.deploy.processes import set_pdeathsig
from tests.database import ROOT

START_TIMEOUT = 30.0
MB = 1024 * 1024


@contextlib.contextmanager
def running_process(*command: str, port: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """Runs a process for the block, which starts once it listens on `port`."""
    process = subprocess.Popen(command, cwd=ROOT, preexec_fn=set_pdeathsig())
    try:
        if port is not None:
            _wait_for_port(port, process)
        yield process
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def running_module(name: str, *arguments: object, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Runs `python -m name port arguments…`."""
    with running_process(sys.executable, "-m", name, str(port), *map(str, arguments), port=port) as process:
        yield process


def _wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{process.args} does not start.") from None
            time.sleep(0.05)


def cpu_seconds(pid: int) -> float:
    """CPU time that a process and its children have used so far."""
    process = psutil.Process(pid)
    own = process.cpu_times()
    children = [child.cpu_times() for child in process.children()]
    ended = own.children_user + own.children_system
    return sum(times.user + times.system for times in (own, *children)) + ended


def current_memory(pid: int) -> float:
    """Resident memory of a process now, in MB."""
    return psutil.Process(pid).memory_info().rss / MB


def peak_memory(pid: int) -> float:
    """Peak resident memory of a process since its start or since `Growth` reset it, in MB."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    if found is None:
        raise RuntimeError("The kernel does not tell the peak of a process's memory.")
    return int(found[1]) * 1024 / MB


class MemoryGrowth:
    """Measures how far the peak memory of a process rises above its start during the block: `peak_mb`."""

    def __init__(self, pid: int) -> None:
        self.peak_mb = 0.0
        self._pid = pid

    def __enter__(self) -> Self:
        Path(f"/proc/{self._pid}/clear_refs").write_text("5")  # resets the kernel's peak
        self._before = current_memory(self._pid)
        return self

    def __exit__(self, *error: object) -> None:
        self.peak_mb = peak_memory(self._pid) - self._before


class ChildMemory:
    """Measures the peak memory of the largest child of a process during the block: `peak_mb`."""

    def __init__(self, pid: int) -> None:
        self.peak_mb = 0.0
        self._process = psutil.Process(pid)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._sample)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._stopped.wait(0.01):
            for child in self._process.children():
                with contextlib.suppress(OSError, RuntimeError):  # the child has ended
                    self.peak_mb = max(self.peak_mb, peak_memory(child.pid))
