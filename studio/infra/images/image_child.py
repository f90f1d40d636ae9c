"""The process that decodes images: reads jobs one by one from a socket, which is its standard input.

A crafted file may crash a decoder or make it use all memory and time; here that costs one small process. It has no
environment, files or sockets of its parent, has a memory limit, and ends with its parent. No Django here: it must
start quickly.

A job is a line of JSON with the image's file descriptor attached. The response is the length of a JSON head (4 bytes),
the head, and the files whose sizes it lists.
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

# Imported in advance, so that a waiting process decodes at once, and Pillow does not look for other formats.
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
"""The result of an image function: facts for JSON, and files."""


def main() -> None:
    """Works until the parent closes the socket. Arguments: bytes of memory, CPU seconds for each job."""
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
        except (ValueError, OSError):  # not supported by every system
            continue


def _limit_time(seconds: int) -> None:
    """Limits the CPU time from now on; the kernel kills the process after it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = math.ceil(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(
        resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard)
    )


def _die_with_parent() -> None:
    """The kernel kills this process with its parent, and first of all when the machine is out of memory."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
            score.write("1000")


def _receive(parent: socket.socket) -> tuple[dict[str, Any], IO[bytes]] | None:
    """The next job and its file; None when the parent has closed the socket."""
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
