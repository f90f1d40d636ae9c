"""POST /runs/<id>/cancel/ takes back what can be taken back."""

import pytest
from django.urls import reverse

from studio.generations.execution import transitions
from studio.generations.models import Generation
from tests.fixtures import run_of

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def cancel(browser_of):
    return lambda who, run: browser_of(who).post(reverse("run_cancel", args=[run.pk]), headers=HTMX)


def state_of(run: Generation) -> str:
    return Generation.objects.get(pk=run.pk).state


def test_a_waiting_run_is_cancelled_by_its_owner(alice, cancel):
    run = run_of(alice, max_images=3)
    answer = cancel(alice, run)
    assert "Cancelled" in answer.text
    run.refresh_from_db()
    assert (run.state, run.cancel_requested_by) == ("cancelled", alice)
    assert set(run.images.values_list("state", flat=True)) == {"not_produced"}


def test_a_cancelled_run_is_never_sent(alice, cancel):
    run = run_of(alice)
    cancel(alice, run)
    assert transitions.claim(run.pk).run is None


def test_a_call_that_has_left_goes_on_and_the_card_says_what_may_be_billed(alice, cancel):
    run = run_of(alice, max_images=4)
    transitions.claim(run.pk)
    answer = cancel(alice, run)
    assert "up to 4 images may still be generated" in answer.text
    assert state_of(run) == "sending"


def test_a_second_cancel_and_one_of_a_finished_run_are_conflicts(alice, cancel):
    run = run_of(alice)
    cancel(alice, run)
    answer = cancel(alice, run)
    assert answer.status_code == 409
    assert f'id="run-{run.pk}"' in answer.text


def test_bob_and_charlie_cannot_cancel_a_private_run(alice, bob, charlie, cancel):
    run = run_of(alice)
    assert cancel(bob, run).status_code == cancel(charlie, run).status_code == 404
    assert state_of(run) == "queued"
