"""The banner: what the newest calls say about the provider."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from studio.generations.models import Generation
from studio.generations.status.provider_status import current_problem
from tests.fixtures import run_of

pytestmark = pytest.mark.django_db


def ended(owner, code: str = "", *, minutes: int = 0, state: str = "") -> None:
    """A run that ended so long ago with this code; completed without one."""
    at = timezone.now() - timedelta(minutes=minutes)
    state = state or ("failed" if code else "completed")
    Generation.objects.filter(pk=run_of(owner).pk).update(state=state, error_code=code, finished_at=at)


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
def test_each_refusal_has_its_kind(alice, code, kind):
    ended(alice, code)
    assert (current_problem().kind, current_problem().code) == (kind, code)


def test_without_runs_or_after_a_success_there_is_none(alice):
    assert current_problem() is None
    ended(alice, "QuotaExceeded", minutes=9)
    ended(alice)
    assert current_problem() is None


@pytest.mark.parametrize("code", ["InputTextSensitiveContentDetected", "InvalidParameter.size"])
def test_a_service_that_refuses_a_prompt_serves_us(alice, code):
    ended(alice, "AuthenticationError", minutes=9)
    ended(alice, code)
    assert current_problem() is None


@pytest.mark.parametrize(("code", "state"), [("interrupted", "unknown"), ("", "cancelled")])
def test_ends_that_say_nothing_are_passed_over(alice, code, state):
    ended(alice, "AuthenticationError", minutes=9)
    ended(alice, code, state=state)
    assert current_problem().kind == "key"


def test_it_is_shown_since_when(alice):
    for minutes in (1, 5, 9):
        ended(alice, "QuotaExceeded", minutes=minutes)
    ended(alice, minutes=20)
    assert timezone.now() - current_problem().since > timedelta(minutes=8)


def test_a_busy_service_is_forgotten_after_a_while(alice):
    ended(alice, "ServerOverloaded", minutes=16)
    assert current_problem() is None


def test_a_refusal_that_is_waited_out_counts(alice):
    ended(alice, minutes=1)
    Generation.objects.filter(pk=run_of(alice).pk).update(error_code="ServerOverloaded")
    assert current_problem().kind == "busy"


def test_designers_read_plain_words_and_administrators_what_to_do(alice, bob, browser_of):
    ended(alice, "AuthenticationError")
    text = browser_of(bob).get(reverse("studio")).text
    assert "provider account needs attention" in text
    assert "AuthenticationError" not in text
    bob.is_staff = True
    bob.save()
    text = browser_of(bob).get(reverse("studio")).text
    assert "AuthenticationError" in text
    assert "Set a valid key in" in text
    assert reverse("admin:generations_generation_changelist") in text


def test_the_look_is_two_queries(alice, django_assert_num_queries):
    ended(alice, "QuotaExceeded")
    with django_assert_num_queries(2):
        current_problem()
