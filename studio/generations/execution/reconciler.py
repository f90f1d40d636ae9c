"""Reconciles state in the background: calls whose worker is not responding, links not yet fetched, unused files.

Every worker does it; conditional updates make that safe. It is a loop in the worker rather than jobs in its queue, so
that a queue full of runs cannot starve the sweep. A task that fails does not stop the others.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError
from django.db.models.functions import Now

from studio.generations.execution import lease
from studio.generations.execution.enqueue import enqueue
from studio.generations.execution.fetch import fetch, remove_leftovers
from studio.generations.execution.stalled_calls import (
    end_overdue,
    mark_responding,
    mark_stalled,
)
from studio.generations.execution.worker_context import current, in_database_once
from studio.generations.files.pending_files import remove_orphans
from studio.generations.files.purge import remove_images_of_deleted_users
from studio.generations.models import Generation
from studio.generations.queue import has_job
from studio.generations.states import RunState
from studio.infra.jobs.periodic import (
    PeriodicTask,
    each_row,
    hourly,
    sweeps,
)
from studio.infra.jobs.stalled_jobs import close_stalled_jobs
from studio.infra.storage import DurableFileSystemStorage

log = logging.getLogger(__name__)

SWEEP_EVERY = 3.0  # seconds
HOUSEKEEPING_EVERY = 3600.0  # seconds
FETCHES_PER_SWEEP = 100  # due fetches taken by one sweep

_fetches: set[asyncio.Task[None]] = set()


async def run(stop: asyncio.Event) -> None:
    """Runs sweeps and housekeeping until `stop` is set."""
    async with asyncio.TaskGroup() as group:
        group.create_task(_every(SWEEP_EVERY, sweep, stop))
        group.create_task(_every(HOUSEKEEPING_EVERY, housekeeping, stop))
    await asyncio.gather(*_fetches, return_exceptions=True)


async def _every(
    seconds: float, function: Callable[[], Coroutine[Any, Any, None]], stop: asyncio.Event
) -> None:
    while not stop.is_set():
        await function()
        try:
            async with asyncio.timeout(seconds):
                await stop.wait()
        except TimeoutError:
            continue


async def sweep() -> None:
    """One pass: stalled calls are marked, orphaned queued runs get a job, due links are fetched."""
    await _run_tasks(mark_stalled, mark_responding, end_overdue, requeue_orphans, *sweeps)
    for slot in await _run_task(due_fetches) or ():
        task = asyncio.create_task(fetch(slot))
        _fetches.add(task)
        task.add_done_callback(_fetches.discard)


async def housekeeping() -> None:
    """Deletes files of deleted accounts, unused uploads, and the leftovers of killed processes."""
    await _run_tasks(remove_images_of_deleted_users, *hourly)
    await _run_tasks(remove_orphans, close_stalled_jobs, remove_fetch_leftovers, remove_parts)


async def _run_tasks(*tasks: PeriodicTask) -> None:
    for task in tasks:
        await _run_task(task)


async def _run_task[Result](task: Callable[[], Result]) -> Result | None:
    """Returns the task's result; None when it failed, which is logged."""
    try:
        return await in_database_once(task)
    except (OperationalError, InterfaceError) as error:
        log.warning("%s waits for the database: %s", task.__name__, str(error).strip())
    except Exception:
        log.exception("%s failed", task.__name__)
    return None


def requeue_orphans() -> int:
    """Requeues waiting runs whose job ended with its worker before the request was sent; returns how many."""
    settled = Now() - timedelta(seconds=settings.WORKER_HEARTBEAT)
    return each_row(
        Generation.objects.filter(~has_job(), state=RunState.QUEUED, updated__lt=settled), _requeue
    )


def _requeue(run: Generation) -> bool:
    Generation.objects.filter(pk=run.pk).update(updated=Now())
    enqueue(run)
    return True


def due_fetches() -> list[int]:
    """Takes the leases of announced images that are due; returns their ids."""
    return lease.take_due(FETCHES_PER_SWEEP)


def remove_fetch_leftovers() -> None:
    remove_leftovers(current().incoming)


def remove_parts() -> None:
    """Deletes incomplete files of the local storage."""
    if isinstance(default_storage, DurableFileSystemStorage):
        default_storage.sweep_parts()
