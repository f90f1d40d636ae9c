"""What the tile of an image says in each state."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.accounts.models import User
from studio.generations.states import RunState, SlotState
from studio.generations.status.fetch_status import reason
from studio.generations.status.samples import run, with_retry
from studio.generations.status.slot_status import SlotStatus, slot_status

ALICE = User(pk=1)


def tile_status(
    state: SlotState, of: RunState = RunState.COMPLETED, reader: User = ALICE, **facts
) -> SlotStatus:
    slot = run(ALICE, of, state, SlotState.STORED, n=1).slots[0].row
    for name, value in facts.items():
        setattr(slot, name, value)
    return slot_status(slot, reader)


@pytest.mark.parametrize(
    ("state", "kind", "label", "tone"),
    [
        (SlotState.STORED, "picture", "", ""),
        (SlotState.WAITING, "wait", "Image 1, waiting", ""),
        (SlotState.ANNOUNCED, "wait", "Saving image 1", ""),
        (SlotState.FAILED, "fail", "Image 1 failed", "danger"),
        (SlotState.LOST, "gone", "Image 1 is lost", "warn"),
        (SlotState.UNKNOWN, "gone", "Image 1: unknown", "warn"),
        (SlotState.NOT_PRODUCED, "gone", "Image 1", ""),
        (SlotState.TRASHED, "gone", "Image 1", ""),
        (SlotState.REMOVED, "gone", "Image 1", ""),
    ],
)
def test_each_state_has_its_kind_label_and_tone(state, kind, label, tone):
    status = tile_status(state)
    assert (status.kind, status.label, status.tone) == (kind, label, tone)


def test_a_failed_image_has_a_heading_in_words_and_is_not_billed():
    status = tile_status(SlotState.FAILED, error_code="OutputImageSensitiveContentDetected")
    assert status.heading == "Blocked by the content check"
    assert status.text == "The image may contain restricted content. A retry may succeed. Not billed."


def test_an_image_that_cannot_be_downloaded_says_attempt_reason_and_times():
    now = timezone.now()
    facts = {"fetch_error": "http_404", "fetch_attempts": 4, "announced_at": now}
    status = tile_status(SlotState.ANNOUNCED, **facts, fetch_after=now + timedelta(minutes=1))
    assert status.text.startswith("Attempt 4: the link returned 404. Next try ")
    assert status.text.endswith(" tomorrow.")
    assert (status.tone, status.label) == ("warn", "Image 1 is not saved yet")


def test_a_due_download_is_shown_as_retrying_now():
    status = tile_status(
        SlotState.ANNOUNCED, fetch_error="too_slow", fetch_attempts=2, fetch_after=timezone.now()
    )
    assert "Attempt 2: the download takes too long. Trying again now, gives up" in status.text


@pytest.mark.parametrize("code", ["unreachable", "host_refused", "too_big", "not_jpeg", "OSError"])
def test_each_download_error_has_a_readable_reason(code):
    assert code not in reason(code)


def test_an_image_that_a_cancelled_run_did_not_produce_says_so():
    text = tile_status(SlotState.NOT_PRODUCED, RunState.CANCELLED).text
    assert text == "Cancelled before it was generated. Not billed."


def test_a_successful_retry_clears_the_error_of_the_tile():
    retried = with_retry(run(ALICE, RunState.COMPLETED, SlotState.STORED, SlotState.FAILED, n=1))
    status = slot_status(retried.slots[-1].row, ALICE)
    assert (status.kind, status.tone, status.can_retry) == ("gone", "", False)
    assert status.retry.label == f"Retried in run {status.retry.run.pk}"
