"""What is said of money that may still be spent, at a provider and at the sandbox."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.accounts.models import User
from studio.generations.states import RunState, SlotState
from studio.generations.status import cost_notes, samples
from studio.generations.status.slot_status import slot_status

ALICE = User(pk=1)


def run(provider: str, state: RunState, *slots: SlotState, **facts):
    return samples.run(ALICE, state, *slots, n=1, provider=provider, **facts).row


@pytest.mark.parametrize(("provider", "end"), [("ark", "billed"), ("sandbox", "generated")])
def test_a_cancel_says_what_may_still_come(provider, end):
    note = cost_notes.cancel_note(
        run(provider, RunState.STREAMING, SlotState.STORED, *[SlotState.WAITING] * 2)
    )
    assert f"up to 2 images may still be {end}." in note


@pytest.mark.parametrize(("provider", "end"), [("ark", "billed twice."), ("sandbox", "generated twice,")])
def test_a_second_call_before_the_deadline_may_cost_twice(provider, end):
    now = timezone.now()
    first = run(provider, RunState.UNKNOWN, SlotState.UNKNOWN, sent_at=now, finished_at=now)
    assert end in cost_notes.rerun_warning(first)
    assert cost_notes.duplicate_cost_warning(first) == cost_notes.rerun_warning(first)


@pytest.mark.parametrize(("provider", "word"), [("ark", "billed separately"), ("sandbox", "would cost")])
def test_after_the_deadline_the_most_of_the_first_call_is_shown(provider, word):
    long_ago = timezone.now() - timedelta(days=1)
    first = run(provider, RunState.UNKNOWN, SlotState.UNKNOWN, sent_at=long_ago, finished_at=long_ago)
    assert cost_notes.duplicate_cost_warning(first) == ""
    assert word in cost_notes.rerun_warning(first)


@pytest.mark.parametrize("state", [SlotState.LOST, SlotState.UNKNOWN])
@pytest.mark.parametrize(("provider", "is_billed"), [("ark", True), ("sandbox", False)])
def test_an_image_of_the_sandbox_is_never_called_billed(state, provider, is_billed):
    slot = run(provider, RunState.COMPLETED, state).slots[0].row
    assert ("billed" in slot_status(slot, ALICE).text) is is_billed
