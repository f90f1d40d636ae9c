"""The response of a run without images: the provider's code, and a status that says who must act."""

import pytest

from studio.api.generate.failures import failed_as_a_whole, refusal_of
from studio.generations.execution import transitions
from studio.generations.models import Generation
from studio.generations.runs.cancel import cancel
from studio.provider.errors import Outcome, ProviderError
from tests.fixtures import create_run


def refused_run(alice, code: str) -> Generation:
    run = create_run(alice)
    transitions.claim(run.pk)
    transitions.refused(run.pk, ProviderError(code, "It says no.", outcome=Outcome.PERMANENT))
    return Generation.objects.get(pk=run.pk)


@pytest.mark.parametrize(
    ("code", "status", "answered"),
    [
        ("InputTextSensitiveContentDetected", 400, "InputTextSensitiveContentDetected"),
        ("InvalidImageURL.Timeout", 400, "InvalidImageURL.Timeout"),
        ("QuotaExceeded", 429, "QuotaExceeded"),
        ("AuthenticationError", 403, "AccessDenied"),
        ("AccountOverdueError", 403, "AccessDenied"),
        ("InternalServiceError", 500, "InternalServiceError"),
    ],
)
def test_a_refusal_has_the_provider_s_code_but_hides_account_problems(alice, code, status, answered):
    run = refused_run(alice, code)
    refusal = refusal_of(run)
    assert failed_as_a_whole(run)
    assert (refusal.status, refusal.code) == (status, answered)
    assert "It says no." in refusal.message


def test_a_run_that_ended_without_an_image_says_so(alice):
    run = create_run(alice)
    transitions.claim(run.pk)
    transitions.ended(run.pk, completed=True)
    refusal = refusal_of(Generation.objects.get(pk=run.pk))
    assert (refusal.status, refusal.code) == (500, "NothingProduced")
    assert "ended without an image" in refusal.message


def test_a_moderated_single_image_is_a_failure_of_that_image(alice):
    assert not failed_as_a_whole(refused_run(alice, "OutputImageSensitiveContentDetected"))


def test_the_error_names_the_cancelled_run(alice):
    run = create_run(alice)
    cancel(run, by=alice)
    refusal = refusal_of(Generation.objects.get(pk=run.pk))
    assert (refusal.status, refusal.may_repeat) == (409, False)
    assert f"Run {run.pk} was cancelled" in refusal.message


def test_an_unknown_outcome_warns_that_it_may_be_billed(alice):
    run = create_run(alice)
    transitions.claim(run.pk)
    transitions.unknown(run.pk, code="interrupted", message="The connection broke.")
    refusal = refusal_of(Generation.objects.get(pk=run.pk))
    assert (refusal.status, refusal.code, refusal.may_repeat) == (504, "interrupted", False)
    assert "may be billed" in refusal.message
