"""Whether workers run while a migration waits: it may rename what they use to store images that are paid for."""

import logging
import time

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from procrastinate.contrib.django.models import ProcrastinateWorker

from studio.infra.jobs.live_workers import live_workers

POLL = 0.5  # seconds

log = logging.getLogger(__name__)


class WorkersRunningError(Exception):
    """Workers run while a migration waits; the message says what to do."""


def require_stopped_workers() -> None:
    """Waits for the last heartbeats of killed workers to expire; raises WorkersRunningError if any worker still runs.

    Returns at once when no migration waits: the processes of one release may start at any time.
    """
    if not _has_pending_migrations() or not (count := _count_running_workers()):
        return
    log.warning("Running or just killed workers: %d. Waiting up to %g s.", count, settings.WORKER_STALLED)
    deadline = time.monotonic() + settings.WORKER_STALLED + POLL
    while count := _count_running_workers():
        if time.monotonic() > deadline:
            raise WorkersRunningError(
                f"Still running: {count} worker(s). Nothing was changed. This release changes the database, and a "
                "worker of the old one could not store the images of its open calls. Stop all web and worker "
                "processes (a worker first finishes its calls), then run prepare again."
            )
        time.sleep(POLL)


def _has_pending_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _count_running_workers() -> int:
    if ProcrastinateWorker._meta.db_table not in connection.introspection.table_names():
        return 0  # a new database
    return live_workers().count()
