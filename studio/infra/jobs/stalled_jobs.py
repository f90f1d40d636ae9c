"""Jobs whose worker was killed: Procrastinate never closes them."""

from django.conf import settings
from django.db import connection

CLOSED_AFTER = 3600.0  # seconds
"""By then another job has continued the work, or it has ended: no call takes so long."""

_CLOSE = """
WITH dead AS (
    SELECT job.id FROM procrastinate_jobs job
    LEFT JOIN procrastinate_workers worker
        ON worker.id = job.worker_id AND worker.last_heartbeat > NOW() - make_interval(secs => %(stalled)s)
    WHERE job.status = 'doing' AND worker.id IS NULL AND NOT EXISTS (
        SELECT FROM procrastinate_events event
        WHERE event.job_id = job.id AND event.type = 'started'
            AND event.at > NOW() - make_interval(secs => %(closed_after)s)
    )
    FOR UPDATE OF job SKIP LOCKED
)
DELETE FROM procrastinate_jobs USING dead WHERE procrastinate_jobs.id = dead.id
"""


def close_stalled_jobs() -> int:
    """Deletes jobs that no live worker runs; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOSE, {"stalled": settings.WORKER_STALLED, "closed_after": CLOSED_AFTER})
        return int(cursor.rowcount)
