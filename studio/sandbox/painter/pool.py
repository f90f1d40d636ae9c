"""Paints outside the event loop, in processes, since painters hold the GIL."""

import asyncio
import hashlib
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from io import BytesIO
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from PIL import Image

from studio.provider.sizes import Size

# (prompt, width, height, *, index, references, watermark) -> JPEG bytes; module-level, so that it can be pickled.
Painter = Callable[..., bytes]
SUFFIXES = {"jpeg": ".jpg", "png": ".png"}
"""File suffix by requested format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One image; `references` are prepared images, `target` is the output file, whose suffix sets the format."""

    prompt: str
    size: Size
    index: int
    references: tuple[Path, ...]
    watermark: bool
    target: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Painted:
    bytes: int
    sha256: str


def paint_file(painter: Painter, job: Job) -> Painted:
    """Paints to a temporary file and renames it, so that the file is always complete."""
    pictures = [_load_image(path) for path in job.references]
    data = painter(
        job.prompt,
        job.size.width,
        job.size.height,
        index=job.index,
        references=pictures,
        watermark=job.watermark,
    )
    if job.target.suffix == SUFFIXES["png"]:
        data = _as_png(data)
    unfinished = job.target.with_suffix(".part")
    unfinished.write_bytes(data)
    unfinished.replace(job.target)
    return Painted(bytes=len(data), sha256=hashlib.sha256(data).hexdigest())


def _as_png(data: bytes) -> bytes:
    out = BytesIO()
    with Image.open(BytesIO(data)) as picture:
        picture.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _load_image(path: Path) -> Image.Image:
    with Image.open(path) as picture:
        return picture.convert("RGB")


class Pool:
    """One painter process per processor; further calls wait. `processes=0` paints in two threads."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._executor: Executor | None = None
        self._stop: Connection | None = None

    async def run[**P, T](self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        executor = self._executor = self._executor or self._open()
        try:
            return await asyncio.wrap_future(executor.submit(function, *args, **kwargs))
        except BrokenProcessPool:  # a painter process was killed, which breaks the pool: restart it once
            if self._executor is executor:
                self._executor = self._open()
            return await asyncio.wrap_future(self._executor.submit(function, *args, **kwargs))

    def _open(self) -> Executor:
        if not self._processes:
            return ThreadPoolExecutor(2, thread_name_prefix="painter")
        context = get_context("spawn")
        watched, self._stop = context.Pipe(duplex=False)
        return ProcessPoolExecutor(self._processes, context, _init_worker, (watched,))

    def close(self) -> None:
        """Closes at once; unfinished images are dropped."""
        if self._stop:
            self._stop.close()
        if self._executor:
            self._executor.shutdown(wait=False, cancel_futures=True)


def _init_worker(watched: Connection) -> None:
    """Initialises a process: lower its priority, leave Ctrl-C to the parent, and exit when the parent exits."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(5)
    threading.Thread(target=_exit_with_parent, args=(watched,), daemon=True).start()


def _exit_with_parent(watched: Connection) -> None:
    watched.poll(None)  # nothing is ever sent: it returns when the parent's end closes, however that happens
    os._exit(0)
