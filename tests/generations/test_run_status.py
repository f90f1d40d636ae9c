"""The status line of a run's card in each state, and the problem that it shows for a run that went wrong."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.accounts.models import User
from studio.generations.states import RunState, SlotState
from studio.generations.status.outcome import summary
from studio.generations.status.run_status import run_problem, run_status
from studio.generations.status.samples import run

ALICE = User(pk=1)
ADMINISTRATOR = User(pk=2, is_superuser=True)
STORED, FAILED, LOST, UNKNOWN = SlotState.STORED, SlotState.FAILED, SlotState.LOST, SlotState.UNKNOWN
WAITING, ANNOUNCED = SlotState.WAITING, SlotState.ANNOUNCED
NOT_PRODUCED = SlotState.NOT_PRODUCED


def sample_run(state: RunState, *slots: SlotState, **facts):
    return run(ALICE, state, *slots, n=1, **facts)


@pytest.mark.parametrize(
    ("state", "slots", "label", "tone", "images"),
    [
        (RunState.QUEUED, [WAITING], "Queued", "run", ""),
        (RunState.STREAMING, [STORED, WAITING], "Generating", "run", "1 of 2 images"),
        (RunState.COMPLETED, [STORED], "Done", "ok", "1 image"),
        (RunState.COMPLETED, [STORED, ANNOUNCED], "Saving", "run", "1 of 2 images"),
        (RunState.COMPLETED, [STORED, STORED, FAILED], "2 of 3 images, 1 failed", "warn", ""),
        (RunState.COMPLETED, [FAILED, STORED, LOST], "1 of 3 images, 1 failed, 1 lost", "warn", ""),
        (RunState.COMPLETED, [STORED, SlotState.TRASHED], "Done", "ok", "2 images"),
        (RunState.FAILED, [FAILED, FAILED], "Failed", "danger", ""),
        (RunState.UNKNOWN, [STORED, UNKNOWN], "Outcome unknown", "warn", "1 of 2 images"),
        (RunState.CANCELLED, [NOT_PRODUCED], "Cancelled", "", ""),
    ],
)
def test_each_state_has_its_label_and_tone(state, slots, label, tone, images):
    status = run_status(sample_run(state, *slots))
    assert (status.label, status.tone, status.images) == (label, tone, images)


def test_a_group_with_fewer_images_than_requested_is_done():
    status = run_status(sample_run(RunState.COMPLETED, STORED, NOT_PRODUCED))
    assert (status.label, status.tone, status.images) == ("Done", "ok", "1 of 2 images")


def test_only_an_ended_run_is_announced():
    assert run_status(sample_run(RunState.COMPLETED, STORED)).announcement
    for running in (
        sample_run(RunState.STREAMING, STORED, WAITING),
        sample_run(RunState.COMPLETED, ANNOUNCED),
    ):
        assert run_status(running).announcement == ""


@pytest.mark.parametrize(
    ("code", "note"),
    [("", "Rate limited. Retrying at"), ("InternalServiceError", "Provider error. Retrying at")],
)
def test_a_delayed_run_says_why_and_until_when(code, note):
    soon = timezone.now() + timedelta(minutes=1)
    assert run_status(sample_run(RunState.QUEUED, WAITING, not_before=soon, error_code=code)).note.startswith(
        note
    )


@pytest.mark.parametrize(
    ("state", "slots", "code", "expected"),
    [
        (RunState.COMPLETED, [STORED, STORED, FAILED], "", "Run {}: 2 of 3 images, 1 failed"),
        (RunState.FAILED, [FAILED], "QuotaExceeded", "Run {} failed: quota used up"),
        (RunState.UNKNOWN, [UNKNOWN], "interrupted", "Run {}: outcome unknown"),
        (RunState.CANCELLED, [NOT_PRODUCED], "", "Run {}: cancelled"),
    ],
)
def test_an_outcome_is_one_sentence(state, slots, code, expected):
    ended = sample_run(state, *slots, error_code=code)
    assert summary(ended) == expected.format(ended.pk)


def test_a_failed_run_says_what_happened_in_words():
    problem = run_problem(sample_run(RunState.FAILED, FAILED, error_code="QuotaExceeded"), ALICE)
    assert problem.heading == "Quota used up"
    assert "nothing was billed" in problem.text
    assert problem.remedy.text == "Ask an administrator to raise the provider quota."


def test_an_administrator_is_shown_what_to_do_and_where(settings):
    settings.PROVIDER = "modelverse"
    failed = sample_run(RunState.FAILED, FAILED, error_code="AuthenticationError")
    remedy = run_problem(failed, ADMINISTRATOR).remedy
    assert remedy.text == "Set a valid key in MODELVERSE_API_KEY and restart the studio."
    assert remedy.url.startswith("https://")


def test_an_unknown_run_counts_its_unknown_images_in_one_sentence():
    unknown = sample_run(RunState.UNKNOWN, STORED, UNKNOWN, UNKNOWN, error_code="interrupted")
    text = run_problem(unknown, ALICE).text
    assert text.startswith(
        "We lost the connection before the result arrived. 2 images are unknown. Images may"
    )


def test_a_completed_run_has_no_problem():
    assert run_problem(sample_run(RunState.COMPLETED, STORED, FAILED), ALICE) is None


def test_a_stalled_run_says_so_and_a_rerun_needs_confirmation():
    now = timezone.now()
    stalled = sample_run(RunState.STREAMING, STORED, WAITING, stalled_at=now, sent_at=now)
    status, problem = run_status(stalled), run_problem(stalled, ALICE)
    assert (status.label, status.tone, status.icon) == ("Worker not responding", "warn", "warn")
    assert (problem.heading, problem.again) == ("Worker not responding", "confirm")
