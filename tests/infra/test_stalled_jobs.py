"""Jobs that a killed worker left open are closed; those of a living one, and those that wait, stay."""

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from studio.infra.jobs.stalled_jobs import close_stalled_jobs
from tests.fixtures import run_of

pytestmark = pytest.mark.django_db

HOURS_AGO = "UPDATE procrastinate_events SET at = at - interval '2 hours' WHERE job_id = %s"


def started(owner, *, heartbeat: str | None) -> int:
    """A job that was started; its worker had its last heartbeat so long ago, or is gone."""
    job = run_of(owner).job
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


def test_jobs_without_a_living_worker_are_closed(alice):
    gone, dead = started(alice, heartbeat=None), started(alice, heartbeat="1 hour")
    alive, waiting = started(alice, heartbeat="1 second"), run_of(alice).job
    assert close_stalled_jobs() == 2
    left = set(ProcrastinateJob.objects.values_list("pk", flat=True))
    assert {alive, waiting} <= left
    assert not {gone, dead} & left


def test_a_job_that_was_just_started_is_left_alone(alice):
    job = started(alice, heartbeat=None)
    with connection.cursor() as cursor:
        cursor.execute(HOURS_AGO.replace("-", "+", 1), [job])
    assert close_stalled_jobs() == 0
