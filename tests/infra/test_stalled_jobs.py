"""Jobs that a killed worker left open are closed; those of a running one, and those that wait, stay."""

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from studio.infra.jobs.stalled_jobs import close_stalled_jobs
from tests.fixtures import create_run

pytestmark = pytest.mark.django_db

HOURS_AGO = "UPDATE procrastinate_events SET at = at - interval '2 hours' WHERE job_id = %s"


def started_job(owner, *, heartbeat: str | None) -> int:
    """A started job whose worker had its last heartbeat so long ago, or no longer exists."""
    job = create_run(owner).job
    with connection.cursor() as cursor:
        worker = None
        if heartbeat:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (NOW() - %s::interval) RETURNING id",
                [heartbeat],
            )
            worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, job]
        )
        cursor.execute(HOURS_AGO, [job])
    return job


def test_jobs_without_a_running_worker_are_closed(alice):
    without_worker, with_dead_worker = (
        started_job(alice, heartbeat=None),
        started_job(alice, heartbeat="1 hour"),
    )
    alive, waiting = started_job(alice, heartbeat="1 second"), create_run(alice).job
    assert close_stalled_jobs() == 2
    left = set(ProcrastinateJob.objects.values_list("pk", flat=True))
    assert {alive, waiting} <= left
    assert not {without_worker, with_dead_worker} & left


def test_a_job_that_was_just_started_is_left_alone(alice):
    job = started_job(alice, heartbeat=None)
    with connection.cursor() as cursor:
        cursor.execute(HOURS_AGO.replace("-", "+", 1), [job])
    assert close_stalled_jobs() == 0
