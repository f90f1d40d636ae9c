"""The worker process: Procrastinate's worker, with a context and a background task."""

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any

import procrastinate
import psycopg
from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker

from studio.infra.jobs.job_manager import ReconnectingJobManager, cause
from studio.infra.jobs.open_calls import open_calls

QUEUES = ("runs", "gallery", "webhooks")
POOL_TIMEOUT = 5.0  # seconds until an unreachable database is an error
ABANDON_SECONDS = 5.0  # seconds after the second signal in which open calls are marked as unknown
LOG_EVERY = 15.0  # seconds between two log lines about the calls that a stopping worker waits for

log = logging.getLogger(__name__)


class WorkerError(Exception):
    """The worker ended unexpectedly; the message says why."""


async def work(
    *,
    context: Callable[[], AbstractAsyncContextManager[Any]],
    background: Callable[[asyncio.Event], Coroutine[Any, Any, None]],
) -> None:
    """Works until SIGTERM or SIGINT, then finishes the running jobs; a second signal exits at once.

    `context` is open as long as any job runs; `background` runs until its event is set. Raises WorkerError when the
    worker ends unexpectedly.
    """
    stop = asyncio.Event()
    async with context(), open_queue() as application:
        worker = Worker(
            app=application,
            queues=list(QUEUES),  # psycopg converts only lists to arrays
            concurrency=settings.CONCURRENCY,
            install_signal_handlers=False,
            delete_jobs="successful",
            update_heartbeat_interval=settings.WORKER_HEARTBEAT,
            stalled_worker_timeout=settings.WORKER_STALLED,
            shutdown_graceful_timeout=None,  # each run has its own deadline
        )
        _on_signals(worker, stop)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(background(stop))
            helpers = [tasks.create_task(_keep_heartbeat(worker)), tasks.create_task(_log_open_calls(stop))]
            await _run(worker, stop)
            for helper in helpers:
                helper.cancel()


async def _run(worker: Worker, stop: asyncio.Event) -> None:
    """Runs the worker to its end, which is an error unless `stop` is set."""
    log.info("Working, up to %d runs at once.", worker.concurrency)
    run: Callable[[], Awaitable[None]] = worker.run  # Procrastinate leaves it without annotations
    try:
        await run()
    except ConnectorException as error:
        raise WorkerError(cause(error)) from error
    if not stop.is_set():
        raise WorkerError("The queue stopped; the lines above say why.")


async def _keep_heartbeat(worker: Worker) -> None:
    """Keeps the heartbeat going while the worker drains.

    Procrastinate's own stops when draining begins, and soon the running calls would look like those of a worker that
    does not respond.
    """
    while True:
        await asyncio.sleep(settings.WORKER_HEARTBEAT)
        if worker.worker_id is not None:
            await worker.app.job_manager.update_heartbeat(worker.worker_id)


async def _log_open_calls(stop: asyncio.Event) -> None:
    """Logs regularly how many calls are open while the worker waits for its last ones."""
    await stop.wait()
    while True:
        await asyncio.sleep(LOG_EVERY)
        if open_calls:
            log.warning("Still waiting. %s", _describe_open_calls())


def _describe_open_calls() -> str:
    """How many calls are open, and until when; results of ended calls are fetched after that."""
    if not open_calls:
        return "No call is open."
    return (
        f"Open calls: {len(open_calls)}, until {timezone.localtime(open_calls.until):%H:%M:%S} at the latest."
    )


def _on_signals(worker: Worker, stop: asyncio.Event) -> None:
    def on_signal() -> None:
        if exiting:
            os._exit(1)
        if stop.is_set():
            exiting.append(loop.create_task(_exit_at_once()))
            return
        log.warning("Finishing the running jobs. %s A second signal exits at once.", _describe_open_calls())
        stop.set()
        loop.call_soon(worker.stop)

    exiting: list[asyncio.Task[None]] = []
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal)


async def _exit_at_once() -> None:
    log.warning("Exiting at once: the outcome of %d open calls is unknown.", len(open_calls))
    await open_calls.abandon(seconds=ABANDON_SECONDS)
    os._exit(1)


@contextlib.asynccontextmanager
async def open_queue() -> AsyncIterator[procrastinate.App]:
    """Procrastinate with its own connections.

    The Django app keeps its connector, so that code in a transaction can still enqueue jobs with it.
    """
    connector = procrastinate.PsycopgConnector(
        kwargs=connector_params(), min_size=1, max_size=8, timeout=POOL_TIMEOUT, configure=_enable_autocommit
    )
    async with app.with_connector(connector).open_async() as application:
        application.job_manager = ReconnectingJobManager(connector)
        yield application


async def _enable_autocommit(connection: psycopg.AsyncConnection) -> None:
    """Commits each statement with the statement itself.

    A worker suspended between a heartbeat and its commit would keep its row locked, and no other worker could start:
    each one first deletes the rows of workers without a heartbeat.
    """
    await connection.set_autocommit(True)
