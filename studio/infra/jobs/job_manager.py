"""Procrastinate's job manager for a worker that survives being suspended and a database that restarts.

Procrastinate's own manager gives up at the first failed query. And when a worker was suspended for a while (a paused
machine), another worker deletes its row: its heartbeats then change nothing, and no job can be assigned to it.
"""

import asyncio
import logging
import time
from collections.abc import Iterable

import psycopg
from procrastinate.connector import BaseConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager, NotificationCallback

PAUSE = 2.0  # seconds between tries while the database is down

_HEARTBEAT = """
WITH worker AS (
    INSERT INTO procrastinate_workers (id, last_heartbeat) OVERRIDING SYSTEM VALUE VALUES (%(worker_id)s, NOW())
    ON CONFLICT (id) DO UPDATE SET last_heartbeat = NOW()
    RETURNING xmax = 0 AS was_missing
), jobs AS (
    UPDATE procrastinate_jobs SET worker_id = %(worker_id)s
    WHERE id = ANY(%(jobs)s::bigint[]) AND status = 'doing' AND worker_id IS DISTINCT FROM %(worker_id)s
)
SELECT was_missing FROM worker
"""

log = logging.getLogger(__name__)


class ReconnectingJobManager(JobManager):
    """Tracks the jobs of its worker, and reclaims them when the worker's row has been deleted."""

    def __init__(self, connector: BaseConnector) -> None:
        super().__init__(connector)
        self._running: set[int] = set()
        self._last_heartbeat = time.time()

    async def update_heartbeat(self, worker_id: int) -> None:
        """Updates or recreates the worker's row and reclaims the jobs that this worker still runs, in one statement."""
        try:
            row = await self.connector.execute_query_one_async(
                _HEARTBEAT, worker_id=worker_id, jobs=sorted(self._running)
            )
        except ConnectorException as error:
            log.warning("The heartbeat could not be written: %s", cause(error))
            return
        if row["was_missing"]:
            self._log_missing_row()
        self._last_heartbeat = time.time()

    def _log_missing_row(self) -> None:
        log.warning(
            "This worker sent no heartbeat for %.0f s and was removed from the list of workers. "
            "It is registered again and goes on with %d jobs.",
            time.time() - self._last_heartbeat,
            len(self._running),
        )

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """The next job; None, not an error, while the database is down."""
        try:
            job = await super().fetch_job(queues, worker_id)
        except ConnectorException as error:
            if isinstance(error.__cause__, psycopg.errors.ForeignKeyViolation):
                await self.update_heartbeat(worker_id)
            else:
                log.warning("No job could be fetched: %s", cause(error))
            return None
        if job is not None and job.id is not None:
            self._running.add(job.id)
        return job

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """Retries until the database responds: a job that stays open would look like a call without a worker."""
        while True:
            try:
                await super().finish_job(job, status, delete_job)
                break
            except ConnectorException as error:
                if isinstance(error.__cause__, psycopg.errors.RaiseException):
                    log.info("Job %s was closed already.", job.id)
                    break
                log.warning("Job %s could not be closed: %s", job.id, cause(error))
            await asyncio.sleep(PAUSE)
        self._running.discard(job.id or 0)

    async def listen_for_jobs(
        self, *, on_notification: NotificationCallback, queues: Iterable[str] | None = None
    ) -> None:
        while True:
            try:
                await super().listen_for_jobs(on_notification=on_notification, queues=queues)
            except ConnectorException as error:
                log.warning("The connection that listens for new jobs was lost: %s", cause(error))
            await asyncio.sleep(PAUSE)


def cause(error: BaseException) -> str:
    """The database's message, which Procrastinate's own exception does not repeat."""
    return str(error.__cause__ or error).strip() or type(error.__cause__ or error).__name__
