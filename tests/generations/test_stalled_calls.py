"""Open calls whose worker sends no heartbeat: marked, ended at their deadline, resumed when it returns."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from studio.generations.execution import reconciler, transitions
from studio.generations.execution.stalled_calls import (
    end_overdue,
    mark_responding,
    mark_stalled,
)
from studio.generations.models import Generation
from studio.infra.jobs.periodic import each_row
from studio.provider.stream.events import ImageSucceeded
from tests.fixtures import create_run

HOUR = timedelta(hours=1)


def create_sent_run(owner, *, ago: timedelta = timedelta(minutes=1)) -> Generation:
    """A run whose call was sent some time ago; no worker of the queue has its job."""
    run = create_run(owner, max_images=2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [run.job])
    transitions.claim(run.pk)
    Generation.objects.filter(pk=run.pk).update(sent_at=Now() - ago, updated=Now() - ago)
    return run


def assign_worker(run: Generation) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        cursor.execute(
            "UPDATE procrastinate_jobs SET worker_id = %s WHERE id = %s", [cursor.fetchone()[0], run.job]
        )


def reloaded(run: Generation) -> Generation:
    return Generation.objects.get(pk=run.pk)


def test_a_silent_worker_makes_its_run_stalled_and_not_unknown(alice):
    run = create_sent_run(alice)
    assert mark_stalled() == 1
    assert mark_stalled() == end_overdue() == 0
    assert (reloaded(run).state, reloaded(run).is_stalled) == ("sending", True)


def test_a_stalled_run_is_unknown_after_its_deadline(alice):
    run = create_sent_run(alice, ago=HOUR)
    mark_stalled()
    assert end_overdue() == 1
    assert (reloaded(run).state, reloaded(run).error_code, reloaded(run).stalled_at) == (
        "unknown",
        "worker_lost",
        None,
    )


def test_a_run_is_no_longer_stalled_when_its_worker_returns(alice):
    run = create_sent_run(alice)
    mark_stalled()
    assign_worker(run)
    assert mark_responding() == 1
    assert not reloaded(run).is_stalled
    assert mark_stalled() == 0


def test_an_arriving_image_shows_that_the_worker_responds(alice):
    run = create_sent_run(alice)
    mark_stalled()
    transitions.image_made(run.pk, ImageSucceeded(index=0, url="https://pictures.example/0.jpg"))
    assert (reloaded(run).state, reloaded(run).is_stalled) == ("streaming", False)


@pytest.mark.django_db(transaction=True)
def test_a_locked_row_does_not_block_the_others(alice):
    locked, unlocked = create_sent_run(alice), create_sent_run(alice)
    is_locked, done = threading.Event(), threading.Event()

    def hold_lock() -> None:
        with transaction.atomic():
            Generation.objects.select_for_update().get(pk=locked.pk)
            is_locked.set()
            done.wait(60)
        connection.close()

    thread = threading.Thread(target=hold_lock)
    thread.start()
    try:
        is_locked.wait(60)
        assert mark_stalled() == 1
        assert (reloaded(locked).is_stalled, reloaded(unlocked).is_stalled) == (False, True)
    finally:
        done.set()
        thread.join()
    assert mark_stalled() == 1


def test_an_error_in_one_row_does_not_stop_the_others(alice, caplog):
    broken, other = create_run(alice), create_run(alice)

    def change(run: Generation) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / %s", [run.pk - broken.pk])
        return True

    assert each_row(Generation.objects.filter(pk__in=[broken.pk, other.pk]), change) == 1
    assert f"Generation {broken.pk} could not be changed" in caplog.text


def test_a_queued_run_whose_job_died_gets_a_new_job(alice):
    run = create_run(alice)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [run.job])
    Generation.objects.filter(pk=run.pk).update(updated=Now() - HOUR)
    assert reconciler.requeue_orphans() == 1
    assert reconciler.requeue_orphans() == 0
    assert reloaded(run).job != run.job
