"""Helper processes of the measurements, and what a process costs."""

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

START_SECONDS = 30.0
MB = 1024 * 1024


@contextlib.contextmanager
def running(*command: str, port: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A process for as long as it is needed; entered when it listens on `port`."""
    process = subprocess.Popen(command, cwd=ROOT, preexec_fn=set_pdeathsig())
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
    """What a process and its children have used so far."""
    process = psutil.Process(pid)
    own = process.cpu_times()
    children = [child.cpu_times() for child in process.children()]
    ended = own.children_user + own.children_system
    return sum(times.user + times.system for times in (own, *children)) + ended


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


class ChildMemory:
    """The most that one child of a process held while this was entered: `most`, in MB."""

    def __init__(self, pid: int) -> None:
        self.most = 0.0
        self._process = psutil.Process(pid)
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._over.wait(0.01):
            for child in self._process.children():
                with contextlib.suppress(OSError, RuntimeError):  # it has ended meanwhile
                    self.most = max(self.most, peak_memory(child.pid))
