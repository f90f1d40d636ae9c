"""Functions that the tests run in an image process. No Django here."""

import os
import signal
from typing import IO, Any

from studio.infra.images.image_errors import ImageRejected


def describe_process(file: IO[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """The pid of the process, the names of its environment variables, and the targets of its file descriptors."""
    found = {"pid": os.getpid(), "names": sorted(os.environ), "descriptors": {}}
    for number in os.listdir("/proc/self/fd"):
        if os.path.exists(f"/proc/self/fd/{number}"):
            found["descriptors"][number] = os.readlink(f"/proc/self/fd/{number}")
    return found, [file.read(), b"a second file"]


def reject(file: IO[bytes], side: int) -> None:
    raise ImageRejected("too_small", side=side)


def fail(file: IO[bytes]) -> None:
    raise ZeroDivisionError


def exhaust_memory(file: IO[bytes]) -> None:
    bytearray(8 * 1024**3)


def exhaust_cpu_time(file: IO[bytes]) -> None:
    while True:
        pass


def crash(file: IO[bytes]) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)
