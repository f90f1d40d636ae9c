"""The provider's problem in the banner, found in the most recent calls."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from studio.generations.models import Generation
from studio.generations.status.provider_status import current_problem
from tests.fixtures import create_run

pytestmark = pytest.mark.django_db


def create_ended_run(owner, code: str = "", *, minutes: int = 0, state: str = "") -> None:
    """A run that ended `minutes` ago with this error code; without a code it completed."""
    at = timezone.now() - timedelta(minutes=minutes)
    state = state or ("failed" if code else "completed")
    Generation.objects.filter(pk=create_run(owner).pk).update(state=state, error_code=code, finished_at=at)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("AuthenticationError", "key"),
        ("HTTP401", "key"),
        ("QuotaExceeded", "account"),
        ("AccountOverdueError", "account"),
        ("InvalidEndpointOrModel.NotFound", "account"),
        ("ServerOverloaded", "busy"),
        ("ConnectError", "busy"),
    ],
)
def test_each_error_code_has_its_kind(alice, code, kind):
    create_ended_run(alice, code)
    assert (current_problem().kind, current_problem().code) == (kind, code)


def test_without_runs_or_after_a_success_there_is_no_problem(alice):
    assert current_problem() is None
    create_ended_run(alice, "QuotaExceeded", minutes=9)
    create_ended_run(alice)
    assert current_problem() is None


@pytest.mark.parametrize("code", ["InputTextSensitiveContentDetected", "InvalidParameter.size"])
def test_a_provider_that_refuses_only_a_prompt_has_no_problem(alice, code):
    create_ended_run(alice, "AuthenticationError", minutes=9)
    create_ended_run(alice, code)
    assert current_problem() is None


@pytest.mark.parametrize(("code", "state"), [("interrupted", "unknown"), ("", "cancelled")])
def test_unknown_and_cancelled_runs_are_ignored(alice, code, state):
    create_ended_run(alice, "AuthenticationError", minutes=9)
    create_ended_run(alice, code, state=state)
    assert current_problem().kind == "key"


def test_a_problem_starts_with_its_first_failure(alice):
    for minutes in (1, 5, 9):
        create_ended_run(alice, "QuotaExceeded", minutes=minutes)
    create_ended_run(alice, minutes=20)
    assert timezone.now() - current_problem().since > timedelta(minutes=8)


def test_a_busy_provider_is_no_problem_after_a_while(alice):
    create_ended_run(alice, "ServerOverloaded", minutes=16)
    assert current_problem() is None


def test_a_run_that_waits_for_a_retry_counts(alice):
    create_ended_run(alice, minutes=1)
    Generation.objects.filter(pk=create_run(alice).pk).update(error_code="ServerOverloaded")
    assert current_problem().kind == "busy"


def test_designers_see_a_plain_message_and_administrators_what_to_do(alice, bob, client_for):
    create_ended_run(alice, "AuthenticationError")
    text = client_for(bob).get(reverse("studio")).text
    assert "provider account needs attention" in text
    assert "AuthenticationError" not in text
    bob.is_staff = True
    bob.save()
    text = client_for(bob).get(reverse("studio")).text
    assert "AuthenticationError" in text
    assert "Set a valid key in" in text
    assert reverse("admin:generations_generation_changelist") in text


def test_the_check_takes_two_queries(alice, django_assert_num_queries):
    create_ended_run(alice, "QuotaExceeded")
    with django_assert_num_queries(2):
        current_problem()
