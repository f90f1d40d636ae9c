"""The process that decodes images: one job after another from a socket, which is its standard input.

A crafted file may crash a decoder or make it take all memory and time; here that costs one small process. It has no
environment, no files and no sockets of its parent, a limit on memory, and ends with its parent. No Django here: it has
to start quickly.

A job is a line of JSON with the image's file descriptor beside it. The answer is the length of a JSON head (4 bytes),
the head, and the bytes whose sizes it names.
"""

import contextlib
import ctypes
import importlib
import json
import math
import os
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from typing import IO, Any

# Imported ahead, so that a waiting process decodes at once, and so that Pillow need not look for other formats.
from PIL import (  # noqa: F401
    BmpImagePlugin,
    GifImagePlugin,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from studio.infra.images.image_errors import ImageRejected

PR_SET_PDEATHSIG = 1
LONGEST_JOB = 64 * 1024  # bytes

type Result = tuple[dict[str, Any], list[bytes]]
"""What an image function returns: facts for JSON, and files."""


def main() -> None:
    """Work until the parent closes the socket. Arguments: bytes of memory, seconds of the processor for each job."""
    memory, seconds = (int(argument) for argument in sys.argv[1:])
    _limit_memory(memory)
    _die_with_parent()
    with socket.socket(fileno=0) as parent:
        while (job := _receive(parent)) is not None:
            _limit_time(seconds)
            parent.sendall(_answer(*job))


def _limit_memory(limit: int) -> None:
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        hard = resource.getrlimit(kind)[1]
        most = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # not every system can
            continue


def _limit_time(seconds: int) -> None:
    """So many seconds from now on; the kernel ends the process then."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = math.ceil(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(
        resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard)
    )


def _die_with_parent() -> None:
    """The kernel ends this process with its parent, and takes it first when the machine has no memory left."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
            score.write("1000")


def _receive(parent: socket.socket) -> tuple[dict[str, Any], IO[bytes]] | None:
    """The next job and its file; None when there will be no more."""
    line, descriptors, _flags, _address = socket.recv_fds(parent, LONGEST_JOB, 1)
    if not line:
        return None
    file = os.fdopen(descriptors[0], "rb")
    file.seek(0)
    return json.loads(line), file


def _answer(job: dict[str, Any], file: IO[bytes]) -> bytes:
    head: dict[str, Any]
    files: list[bytes] = []
    try:
        with file:
            facts, files = _function(job["function"])(file, **job["options"])
        head = {"facts": facts, "sizes": [len(one) for one in files]}
    except ImageRejected as reason:
        head = {"rejected": reason.code, "params": reason.params}
    except MemoryError:
        head = {"rejected": "too_demanding"}
    except Exception:  # decoders raise all sorts of errors for crafted files
        head = {"rejected": "damaged", "trace": traceback.format_exc(limit=-5)}
    encoded = json.dumps(head).encode()
    return b"".join([len(encoded).to_bytes(4, "big"), encoded, *files])


def _function(name: str) -> Callable[..., Result]:
    """The function behind `package.module:function`."""
    module, _colon, function = name.partition(":")
    found: Callable[..., Result] = getattr(importlib.import_module(module), function)
    return found
