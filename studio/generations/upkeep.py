"""What keeps the ledger true beside the runs: calls whose worker died, links not yet fetched, uploads nobody used.

Every worker does it; conditional updates let several do so at once. A loop in the worker rather than jobs in its
queue, so that a queue full of runs cannot starve the sweep.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from studio.engine.chores import hourly, sweeps
from studio.generations import lease, record
from studio.generations.fetch import fetch, remove_leftovers
from studio.generations.models import Generation, Image
from studio.generations.queue import has_job
from studio.generations.removing import remove_left, remove_trashed
from studio.generations.runtime import current, in_database
from studio.generations.states import LEFT, RunState, SlotState
from studio.generations.submit import enqueue
from studio.generations.uploads import sweep_unused

log = logging.getLogger(__name__)

SWEEP_EVERY = 3.0  # seconds
HOUSEKEEPING_EVERY = 3600.0  # seconds
AT_ONCE = 100  # due fetches taken by one sweep
SETTLING = timedelta(seconds=5)  # a run is left alone while its own worker may still be writing

_fetches: set[asyncio.Task[None]] = set()


async def run(stop: asyncio.Event) -> None:
    """Sweeps until `stop` is set; a sweep that fails is logged and tried again."""
    async with asyncio.TaskGroup() as group:
        group.create_task(_every(SWEEP_EVERY, sweep, stop))
        group.create_task(_every(HOUSEKEEPING_EVERY, housekeeping, stop))
    await asyncio.gather(*_fetches, return_exceptions=True)


async def _every(
    seconds: float, function: Callable[[], Coroutine[Any, Any, None]], stop: asyncio.Event
) -> None:
    while not stop.is_set():
        try:
            await function()
        except Exception:
            log.exception("The sweep failed; again in %.0f s", seconds)
        try:
            async with asyncio.timeout(seconds):
                await stop.wait()
        except TimeoutError:
            continue


async def sweep() -> None:
    """One look: orphaned calls become unknown, orphaned queued runs get a job, due links are fetched."""
    await in_database(end_orphans)
    await in_database(requeue_orphans)
    for chore in sweeps:
        await in_database(chore)
    for slot in await in_database(due_fetches):
        task = asyncio.create_task(fetch(slot))
        _fetches.add(task)
        task.add_done_callback(_fetches.discard)


async def housekeeping() -> None:
    """Deletes what nobody needs: pictures of people who left and of the trash, unused uploads, half-fetched files."""
    await in_database(remove_left)
    await in_database(remove_trashed)
    await in_database(sweep_unused)
    for chore in hourly:
        await in_database(chore)
    await asyncio.to_thread(remove_leftovers, current().incoming)


def end_orphans() -> int:
    """Calls that left and whose worker is dead end as unknown; returns how many."""
    orphans = Generation.objects.filter(~has_job(), state__in=LEFT, updated__lt=Now() - SETTLING)
    ended = 0
    for pk in orphans.values_list("pk", flat=True)[:AT_ONCE]:
        moved = record.unknown(pk, code="worker_lost", message="The worker stopped while the call was open.")
        ended += moved is not None
    return ended


def requeue_orphans() -> int:
    """Runs that wait and whose job died with its worker before the call left get a new job; returns how many."""
    orphans = Generation.objects.filter(~has_job(), state=RunState.QUEUED, updated__lt=Now() - SETTLING)
    queued = 0
    for pk in orphans.values_list("pk", flat=True)[:AT_ONCE]:
        with transaction.atomic():
            row = Generation.objects.select_for_update(skip_locked=True).filter(pk=pk, state=RunState.QUEUED)
            if run := row.first():
                Generation.objects.filter(pk=pk).update(updated=Now())
                enqueue(run)
                queued += 1
    return queued


def due_fetches() -> list[int]:
    """Announced images whose time has come and whose lease this worker now holds."""
    due = Image.objects.filter(state=SlotState.ANNOUNCED, fetch_after__lte=Now()).order_by("fetch_after")
    return [pk for pk in due.values_list("pk", flat=True)[:AT_ONCE] if lease.take(pk)]
