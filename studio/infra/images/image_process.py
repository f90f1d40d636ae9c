"""Decodes images in child processes with limits on memory and time.

    facts, (data,) = ImageProcesses(jobs=1).run("studio.accounts.teams.square_image:square", file)

Raises ImageRejected when the function rejects the image, or when its process runs out of memory or time or crashes
(code `too_demanding`); in any case this process and all other work continue.
"""

import atexit
import contextlib
import io
import json
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any

from studio.infra.images.image_errors import ImageRejected

MEMORY = 1024**3  # bytes of address space; 36 million pixels take up to 800 MB
CPU_SECONDS = 30  # for one image
SECONDS = 60.0  # wall-clock time for one image, on a machine with other load
LARGEST_ANSWER = 64 * 1024**2  # bytes

log = logging.getLogger(__name__)

_ROOT = Path(__file__).parents[3]
_COMMAND = [sys.executable, "-P", "-s", "-c", "from studio.infra.images.image_child import main; main()"]
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME")

# For the kernel a child's parent is the thread that started it, so one permanent thread starts all of them.
_starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="image-processes")


class ImageProcess:
    """One child process. It starts with the object, and must be closed."""

    def __init__(self, *, memory: int, cpu_seconds: int) -> None:
        self._socket, child_socket = socket.socketpair()
        self.jobs = 0
        with child_socket:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                [*_COMMAND, str(memory), str(cpu_seconds)],
                stdin=child_socket.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ}
                | {"PYTHONPATH": str(_ROOT)},
                start_new_session=True,  # Ctrl-C must reach only the parent, which finishes its responses first
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def run(
        self, job: dict[str, Any], file: IO[bytes], *, seconds: float
    ) -> tuple[dict[str, Any], list[bytes]]:
        """The response's head and files; raises EOFError or OSError when the process dies or takes too long."""
        self.jobs += 1
        timer = threading.Timer(seconds, self._process.kill)
        timer.start()
        try:
            socket.send_fds(self._socket, [json.dumps(job).encode()], [file.fileno()])
            with self._socket.makefile("rb") as response:
                head = json.loads(_read(response, int.from_bytes(_read(response, 4), "big")))
                return head, [_read(response, size) for size in head.get("sizes", ())]
        finally:
            timer.cancel()

    def close(self) -> int:
        """Kills it; returns its exit code, negative for a signal."""
        self._socket.close()
        self._process.kill()
        return self._process.wait()


class ImageProcesses:
    """A pool of child processes. Each does up to `jobs` jobs, and is then replaced.

    With one job each, no data of one image can reach the next one, and all memory is freed at once; the next process
    starts while one works. With more, consecutive images do not pay for the start.
    """

    def __init__(
        self, *, jobs: int, memory: int = MEMORY, cpu_seconds: int = CPU_SECONDS, seconds: float = SECONDS
    ) -> None:
        self._jobs, self._seconds = jobs, seconds
        self._limits = {"memory": memory, "cpu_seconds": cpu_seconds}
        self._ready: list[ImageProcess] = []
        self._lock = threading.Lock()
        atexit.register(self.close)

    def run(self, function: str, file: IO[bytes], **options: Any) -> tuple[dict[str, Any], list[bytes]]:
        """Calls `package.module:function` with the file and the options; returns its facts and files."""
        with _as_local_file(file) as local_file:
            process = self._take()
            head: dict[str, Any] = {}
            try:
                head, files = process.run(
                    {"function": function, "options": options}, local_file, seconds=self._seconds
                )
            except (EOFError, OSError, ValueError):
                log.warning("An image process ended (%d) in %s.", process.close(), function)
                raise ImageRejected("too_demanding") from None
            finally:
                self._release(process, is_healthy="facts" in head)
        return _result(head, files)

    def close(self) -> None:
        """Kills the waiting processes."""
        while self._ready:
            self._ready.pop().close()

    def _take(self) -> ImageProcess:
        with self._lock:
            process = self._ready.pop() if self._ready else None
        if process and not process.is_alive:
            process.close()
            process = None
        process = process or _starter.submit(ImageProcess, **self._limits).result()
        if self._jobs == 1:
            _starter.submit(self._start_ahead)
        return process

    def _release(self, process: ImageProcess, *, is_healthy: bool) -> None:
        if is_healthy and process.jobs < self._jobs:
            with self._lock:
                self._ready.append(process)
        else:
            process.close()

    def _start_ahead(self) -> None:
        if not self._ready:
            process = ImageProcess(**self._limits)
            with self._lock:
                self._ready.append(process)


def _result(head: dict[str, Any], files: list[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    if "trace" in head:
        log.warning("An image could not be decoded:\n%s", head["trace"])
    if "rejected" in head:
        raise ImageRejected(head["rejected"], **head.get("params", {}))
    return head["facts"], files


@contextlib.contextmanager
def _as_local_file(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """The file itself if it is a local file, else a temporary copy."""
    try:
        file.fileno()
    except (AttributeError, io.UnsupportedOperation):
        with tempfile.TemporaryFile() as copy:
            file.seek(0)
            shutil.copyfileobj(file, copy)
            copy.flush()
            yield copy
    else:
        yield file


def _read(response: IO[bytes], size: int) -> bytes:
    """Reads exactly `size` bytes; raises EOFError for fewer, ValueError for more than the limit."""
    if size > LARGEST_ANSWER:
        raise ValueError("The response is too long.")
    data = response.read(size)
    if len(data) < size:
        raise EOFError
    return data
