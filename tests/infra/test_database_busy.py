"""A row that somebody else holds: the answer is "busy, try again", within seconds, and nothing is changed."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.urls import reverse

from studio.generations.models import Generation
from tests.fixtures import run_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def held(alice) -> Iterator[Generation]:
    """A waiting run whose row is locked by a transaction that does not end."""
    run = run_of(alice)
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Generation.objects.select_for_update().get(pk=run.pk)
            holding.set()
            done.wait(120)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    holding.wait(60)
    yield run
    done.set()
    thread.join()


def test_a_cancel_of_a_locked_run_is_busy_and_changes_nothing(alice, held, browser_of):
    answer = browser_of(alice).post(reverse("run_cancel", args=[held.pk]))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "The studio is busy" in answer.text
    assert "The studio is busy" in answer.headers["HX-Trigger"]
    held.refresh_from_db()
    assert (held.state, held.cancel_requested_at) == ("queued", None)


def test_every_connection_limits_how_long_it_waits_and_how_long_it_is_waited_for():
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("5s",)
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("1min",)
