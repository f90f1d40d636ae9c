"""Notes on costs that may still arise, with a real provider and with the sandbox."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.accounts.models import User
from studio.generations.states import RunState, SlotState
from studio.generations.status import cost_notes, samples
from studio.generations.status.slot_status import slot_status

ALICE = User(pk=1)


def sample_run(provider: str, state: RunState, *slots: SlotState, **facts):
    return samples.run(ALICE, state, *slots, n=1, provider=provider, **facts).row


@pytest.mark.parametrize(("provider", "ending"), [("ark", "billed"), ("sandbox", "generated")])
def test_the_cancel_note_says_how_many_images_may_still_be_billed(provider, ending):
    note = cost_notes.cancel_note(
        sample_run(provider, RunState.STREAMING, SlotState.STORED, *[SlotState.WAITING] * 2)
    )
    assert f"up to 2 images may still be {ending}." in note


@pytest.mark.parametrize(("provider", "ending"), [("ark", "billed twice."), ("sandbox", "generated twice,")])
def test_a_second_call_before_the_deadline_may_cost_twice(provider, ending):
    now = timezone.now()
    first = sample_run(provider, RunState.UNKNOWN, SlotState.UNKNOWN, sent_at=now, finished_at=now)
    assert ending in cost_notes.rerun_warning(first)
    assert cost_notes.duplicate_cost_warning(first) == cost_notes.rerun_warning(first)


@pytest.mark.parametrize(("provider", "word"), [("ark", "billed separately"), ("sandbox", "would cost")])
def test_after_the_deadline_the_maximum_cost_of_the_first_call_is_shown(provider, word):
    long_ago = timezone.now() - timedelta(days=1)
    first = sample_run(provider, RunState.UNKNOWN, SlotState.UNKNOWN, sent_at=long_ago, finished_at=long_ago)
    assert cost_notes.duplicate_cost_warning(first) == ""
    assert word in cost_notes.rerun_warning(first)


@pytest.mark.parametrize("state", [SlotState.LOST, SlotState.UNKNOWN])
@pytest.mark.parametrize(("provider", "is_billed"), [("ark", True), ("sandbox", False)])
def test_an_image_of_the_sandbox_is_never_called_billed(state, provider, is_billed):
    slot = sample_run(provider, RunState.COMPLETED, state).slots[0].row
    assert ("billed" in slot_status(slot, ALICE).text) is is_billed
