"""A row that is locked: the response is "busy, try again", within seconds, and nothing is changed."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.urls import reverse

from studio.generations.models import Generation
from tests.fixtures import create_run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def locked_run(alice) -> Iterator[Generation]:
    """A waiting run whose row is locked by a transaction that does not end."""
    run = create_run(alice)
    locked, done = threading.Event(), threading.Event()

    def hold_lock() -> None:
        with transaction.atomic():
            Generation.objects.select_for_update().get(pk=run.pk)
            locked.set()
            done.wait(120)
        connection.close()

    thread = threading.Thread(target=hold_lock)
    thread.start()
    locked.wait(60)
    yield run
    done.set()
    thread.join()


def test_a_cancel_of_a_locked_run_is_busy_and_changes_nothing(alice, locked_run, client_for):
    response = client_for(alice).post(reverse("run_cancel", args=[locked_run.pk]))
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "The studio is busy" in response.text
    assert "The studio is busy" in response.headers["HX-Trigger"]
    locked_run.refresh_from_db()
    assert (locked_run.state, locked_run.cancel_requested_at) == ("queued", None)


def test_every_connection_has_a_lock_and_an_idle_transaction_timeout():
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("5s",)
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("1min",)
