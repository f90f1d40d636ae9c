"""The gallery's jobs."""

import logging

from django.db import InterfaceError, OperationalError
from procrastinate.contrib.django import app

from studio.gallery.bulk.actions import QUEUE, TASK, fail, run_batch
from studio.generations.execution.worker_context import in_database

log = logging.getLogger(__name__)


@app.task(name=TASK, queue=QUEUE)
async def run_bulk_action(*, bulk: int) -> None:
    """Runs one bulk action to its end, resuming where it stopped. A second delivery finds nothing to do."""
    try:
        while await in_database(run_batch, bulk):
            pass
    except (OperationalError, InterfaceError):
        raise  # the database was unreachable for too long: the sweep queues the action again
    except Exception:
        log.exception("Bulk action %d cannot go on", bulk)
        await in_database(fail, bulk)
