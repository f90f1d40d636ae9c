"""Open calls whose worker sends no heartbeat: told as such, ended when their time is up, taken back when it returns."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now

from studio.generations.execution import reconciler, transitions
from studio.generations.execution.stalled import (
    end_overdue,
    mark_responding,
    mark_stalled,
)
from studio.generations.models import Generation
from studio.infra.jobs.periodic import each_row
from studio.provider.stream.events import ImageSucceeded
from tests.fixtures import run_of

HOUR = timedelta(hours=1)


def sent(owner, *, ago: timedelta = timedelta(minutes=1)) -> Generation:
    """A call that left some time ago; no worker of the queue carries it."""
    run = run_of(owner, max_images=2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [run.job])
    transitions.claim(run.pk)
    Generation.objects.filter(pk=run.pk).update(sent_at=Now() - ago, updated=Now() - ago)
    return run


def give_worker(run: Generation) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        cursor.execute(
            "UPDATE procrastinate_jobs SET worker_id = %s WHERE id = %s", [cursor.fetchone()[0], run.job]
        )


def fresh(run: Generation) -> Generation:
    return Generation.objects.get(pk=run.pk)


def test_a_silent_worker_makes_its_run_stalled_and_not_unknown(alice):
    run = sent(alice)
    assert mark_stalled() == 1
    assert mark_stalled() == end_overdue() == 0
    assert (fresh(run).state, fresh(run).is_stalled) == ("sending", True)


def test_a_stalled_run_is_unknown_when_its_time_is_up(alice):
    run = sent(alice, ago=HOUR)
    mark_stalled()
    assert end_overdue() == 1
    assert (fresh(run).state, fresh(run).error_code, fresh(run).stalled_at) == (
        "unknown",
        "worker_lost",
        None,
    )


def test_a_worker_that_returns_makes_its_run_go_on(alice):
    run = sent(alice)
    mark_stalled()
    give_worker(run)
    assert mark_responding() == 1
    assert not fresh(run).is_stalled
    assert mark_stalled() == 0


def test_an_image_that_arrives_says_that_the_worker_is_there(alice):
    run = sent(alice)
    mark_stalled()
    transitions.image_made(run.pk, ImageSucceeded(index=0, url="https://pictures.example/0.jpg"))
    assert (fresh(run).state, fresh(run).is_stalled) == ("streaming", False)


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_holds_does_not_stop_the_rest(alice):
    held, free = sent(alice), sent(alice)
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Generation.objects.select_for_update().get(pk=held.pk)
            holding.set()
            done.wait(60)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        holding.wait(60)
        assert mark_stalled() == 1
        assert (fresh(held).is_stalled, fresh(free).is_stalled) == (False, True)
    finally:
        done.set()
        thread.join()
    assert mark_stalled() == 1


def test_a_row_that_cannot_be_changed_does_not_stop_the_rest(alice, caplog):
    broken, whole = run_of(alice), run_of(alice)

    def change(run: Generation) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / %s", [run.pk - broken.pk])
        return True

    assert each_row(Generation.objects.filter(pk__in=[broken.pk, whole.pk]), change) == 1
    assert f"Generation {broken.pk} could not be changed" in caplog.text


def test_a_waiting_run_whose_job_died_gets_another(alice):
    run = run_of(alice)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [run.job])
    Generation.objects.filter(pk=run.pk).update(updated=Now() - HOUR)
    assert reconciler.requeue_orphans() == 1
    assert reconciler.requeue_orphans() == 0
    assert fresh(run).job != run.job
