"""The resources of a worker process: the provider's client, the client for results, and bounded thread pools."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from studio.infra.images.image_process import ImageProcesses
from studio.provider.client import Client
from studio.provider.download.fetcher import ResultClient
from studio.provider.providers import KINDS

IMAGES_PER_PROCESS = 200  # decoded by one process before it is replaced
EVENT_TIMEOUT = 300.0  # seconds; how long an event stays in memory while the database is unreachable


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerContext:
    """The worker's resources. One per process, opened by the worker command."""

    provider: Client
    results: ResultClient
    incoming: Path
    """Where results are downloaded before they are stored; on the same file system as the local storage."""
    database: ThreadPoolExecutor
    image_threads: ThreadPoolExecutor
    images: ImageProcesses
    """The processes that decode results; reused, since starting one costs as much as a thumbnail."""
    fetching: asyncio.Semaphore


_current: WorkerContext | None = None


def current() -> WorkerContext:
    """The process's context; raises RuntimeError outside `open`."""
    if _current is None:
        raise RuntimeError("The worker's runtime is not open.")
    return _current


@asynccontextmanager
async def open() -> AsyncIterator[WorkerContext]:
    """Opens the clients and pools for as long as the worker runs."""
    global _current
    kind = KINDS[settings.PROVIDER]
    cores = os.cpu_count() or 1
    incoming = settings.DATA_DIR / "files" / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    hosts = (*kind.result_hosts, *settings.RESULT_HOSTS)
    with (
        ThreadPoolExecutor(max_workers=8, thread_name_prefix="database") as database,
        ThreadPoolExecutor(max_workers=cores, thread_name_prefix="pictures") as image_threads,
        closing(ImageProcesses(jobs=IMAGES_PER_PROCESS)) as images,
    ):
        async with (
            Client(kind, settings.PROVIDER_URL, settings.PROVIDER_KEY) as provider,
            ResultClient(hosts, loopback=_sandbox_address()) as results,
        ):
            _current = WorkerContext(
                provider=provider,
                results=results,
                incoming=incoming,
                database=database,
                image_threads=image_threads,
                images=images,
                fetching=asyncio.Semaphore(16),
            )
            try:
                yield _current
            finally:
                _current = None


def _sandbox_address() -> tuple[str, int] | None:
    """The one loopback address that results may come from: the sandbox's own, and only when it is the provider."""
    if settings.PROVIDER != "sandbox":
        return None
    parts = urlsplit(settings.PROVIDER_URL)
    return parts.hostname or "127.0.0.1", parts.port or 80


async def in_database_once[**P, R](function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Runs short transactions in a pooled thread."""
    return await sync_to_async(
        _call_and_release_connection, thread_sensitive=False, executor=current().database
    )(function, *args, **kwargs)


async def in_database[**P, R](function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Runs a short transaction in a pooled thread, and retries while the database is down: an event must not be lost.

    Only for functions that may be repeated, as those of `transitions`: each is one transaction of conditional updates.
    """
    pause, waited = 0.1, 0.0
    while True:
        try:
            return await in_database_once(function, *args, **kwargs)
        except (OperationalError, InterfaceError):
            if waited >= EVENT_TIMEOUT:
                raise
        await asyncio.sleep(pause)
        waited += pause
        pause = min(pause * 2, 5.0)


def _call_and_release_connection[**P, R](function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Calls the function, then returns the thread's connection to the pool."""
    try:
        return function(*args, **kwargs)
    finally:
        connection.close()


async def in_image_thread[**P, R](function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Runs Pillow's work in a thread; never more at once than there are cores."""
    return await sync_to_async(function, thread_sensitive=False, executor=current().image_threads)(
        *args, **kwargs
    )
