"""The worker process: Procrastinate's worker, and what a room wants to run around and beside it."""

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any

import procrastinate
from django.conf import settings
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker

QUEUES = ("runs", "gallery")
HEARTBEAT = 5.0  # seconds
STALLED = 20.0  # seconds without a heartbeat after which a worker counts as dead
POOL_TIMEOUT = 5.0  # seconds until a missing database is an error
LOST_DATABASE_GRACE = 30.0  # seconds for running calls to be saved after the database went away

log = logging.getLogger(__name__)


class LostDatabaseError(Exception):
    """Procrastinate gave up, which it does when PostgreSQL goes away; a fresh process is the way back."""


async def work(
    *,
    around: Callable[[], AbstractAsyncContextManager[Any]],
    beside: Callable[[asyncio.Event], Coroutine[Any, Any, None]],
) -> None:
    """Work until SIGTERM or SIGINT, then finish the running jobs; a second signal leaves at once.

    `around` is open as long as any job runs; `beside` runs until its event is set. Raises LostDatabaseError
    when the worker ended without having been asked.
    """
    stop = asyncio.Event()
    async with around(), _application() as application:
        worker = Worker(
            app=application,
            queues=list(QUEUES),  # psycopg makes an array of a list alone
            concurrency=settings.CONCURRENCY,
            install_signal_handlers=False,
            delete_jobs="successful",
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=STALLED,
            shutdown_graceful_timeout=LOST_DATABASE_GRACE,
        )
        _on_signals(worker, stop)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(beside(stop))
            beating = tasks.create_task(_beat(worker))
            await _run(worker, stop)
            beating.cancel()


async def _run(worker: Worker, stop: asyncio.Event) -> None:
    """Run it to its end, which is an error unless `stop` asked for it."""
    log.info("Working, up to %d runs at once.", worker.concurrency)
    run: Callable[[], Awaitable[None]] = worker.run  # Procrastinate leaves it without annotations
    try:
        await run()
    except ConnectorException as error:
        raise LostDatabaseError from error
    if not stop.is_set():
        raise LostDatabaseError


async def _beat(worker: Worker) -> None:
    """Keep the heartbeat going while the worker drains.

    Procrastinate's own stops when the draining begins, and after STALLED seconds another worker would take
    the running calls for dead.
    """
    while True:
        await asyncio.sleep(HEARTBEAT)
        if worker.worker_id is not None:
            with contextlib.suppress(ConnectorException):
                await worker.app.job_manager.update_heartbeat(worker.worker_id)


def _on_signals(worker: Worker, stop: asyncio.Event) -> None:
    def leave() -> None:
        if stop.is_set():
            os._exit(1)
        log.info("Finishing the running jobs.")
        stop.set()
        worker.shutdown_graceful_timeout = None  # each run has its own deadline
        loop.call_soon(worker.stop)

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, leave)


@contextlib.asynccontextmanager
async def _application() -> AsyncIterator[procrastinate.App]:
    """Procrastinate on connections of its own.

    The Django app keeps its connector, so that code in a transaction may go on enqueueing with it.
    """
    connector = procrastinate.PsycopgConnector(
        kwargs=connector_params(), min_size=1, max_size=8, timeout=POOL_TIMEOUT
    )
    async with app.with_connector(connector).open_async() as application:
        yield application
