"""POST /runs/<id>/cancel/ cancels what has not been sent yet."""

import pytest
from django.urls import reverse

from studio.generations.execution import transitions
from studio.generations.models import Generation
from tests.fixtures import create_run
from tests.generations.finished_runs import finished_run

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def cancel(client_for):
    return lambda user, run: client_for(user).post(reverse("run_cancel", args=[run.pk]), headers=HTMX)


def state_of(run: Generation) -> str:
    return Generation.objects.get(pk=run.pk).state


def test_the_owner_cancels_a_queued_run(alice, cancel):
    run = create_run(alice, max_images=3)
    response = cancel(alice, run)
    assert "Cancelled" in response.text
    run.refresh_from_db()
    assert (run.state, run.cancel_requested_by) == ("cancelled", alice)
    assert set(run.images.values_list("state", flat=True)) == {"not_produced"}


def test_a_cancelled_run_is_never_sent(alice, cancel):
    run = create_run(alice)
    cancel(alice, run)
    assert transitions.claim(run.pk).run is None


def test_a_call_already_sent_continues_and_the_card_says_what_may_be_billed(alice, cancel):
    run = create_run(alice, max_images=4)
    transitions.claim(run.pk)
    response = cancel(alice, run)
    assert "up to 4 images may still be generated" in response.text
    assert state_of(run) == "sending"


def test_a_second_cancel_is_a_conflict(alice, cancel):
    run = create_run(alice)
    cancel(alice, run)
    response = cancel(alice, run)
    assert response.status_code == 409
    assert f'id="run-{run.pk}"' in response.text


def test_a_finished_run_stays_completed(alice, cancel):
    run = finished_run(alice, 1)
    assert cancel(alice, run).status_code == 409
    assert state_of(run) == "completed"


def test_bob_and_charlie_cannot_cancel_a_private_run(alice, bob, charlie, cancel):
    run = create_run(alice)
    assert cancel(bob, run).status_code == cancel(charlie, run).status_code == 404
    assert state_of(run) == "queued"
