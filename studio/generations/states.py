"""The states of runs, slots and image reviews, and their permitted transitions.

Transitions are data: the admin shows them, the documentation prints them, a test compares the code with them.
"""

from django.db import models
from django.utils.translation import pgettext_lazy


class RunState(models.TextChoices):
    """The state of one call to the provider."""

    QUEUED = "queued", pgettext_lazy("run", "Queued")
    SENDING = "sending", pgettext_lazy("run", "Sending")
    STREAMING = "streaming", pgettext_lazy("run", "Generating")
    COMPLETED = "completed", pgettext_lazy("run", "Done")
    FAILED = "failed", pgettext_lazy("run", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("run", "Cancelled")
    UNKNOWN = "unknown", pgettext_lazy("run", "Outcome unknown")


class SlotState(models.TextChoices):
    """The state of the slot of one image."""

    WAITING = "waiting", pgettext_lazy("image", "Waiting")
    ANNOUNCED = "announced", pgettext_lazy("image", "Being fetched")
    STORED = "stored", pgettext_lazy("image", "Stored")
    FAILED = "failed", pgettext_lazy("image", "Failed")
    NOT_PRODUCED = "not_produced", pgettext_lazy("image", "Not produced")
    LOST = "lost", pgettext_lazy("image", "Lost")
    UNKNOWN = "unknown", pgettext_lazy("image", "Unknown")
    TRASHED = "trashed", pgettext_lazy("image", "In the trash")
    REMOVED = "removed", pgettext_lazy("image", "Removed")
    HIDDEN = "hidden", pgettext_lazy("image", "Hidden by an administrator")


class ReviewState(models.TextChoices):
    """The state of an image's review; an image that was never submitted has none."""

    DRAFT = "draft", pgettext_lazy("review", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("review", "In review")
    CHANGES_REQUESTED = "changes_requested", pgettext_lazy("review", "Changes requested")
    REJECTED = "rejected", pgettext_lazy("review", "Rejected")
    APPROVED = "approved", pgettext_lazy("review", "Approved")
    RELEASED = "released", pgettext_lazy("review", "Released")


REVIEW_ICONS = {
    ReviewState.DRAFT: "pencil",
    ReviewState.SUBMITTED: "clock",
    ReviewState.CHANGES_REQUESTED: "retry",
    ReviewState.REJECTED: "no",
    ReviewState.APPROVED: "ok",
    ReviewState.RELEASED: "ok",
}

UNFINISHED = (RunState.QUEUED, RunState.SENDING, RunState.STREAMING)
IN_PROGRESS = (RunState.SENDING, RunState.STREAMING)
"""The request was sent, or may have been: it is never resent automatically."""

RESERVING = (*UNFINISHED, RunState.UNKNOWN)
"""More images of these runs may still be billed: budgets reserve the money for their open slots."""

OPEN_SLOTS = (SlotState.WAITING, SlotState.UNKNOWN)
"""Their outcome is not known yet."""

DELETABLE = (RunState.FAILED, RunState.CANCELLED)
"""These runs are over; one without a billed image may be deleted from every list."""

BILLED = (
    SlotState.ANNOUNCED, SlotState.STORED, SlotState.LOST, SlotState.TRASHED, SlotState.REMOVED, SlotState.HIDDEN,
)  # fmt: skip
"""The provider generated these images and charges for them, whatever happened to the files."""

ACCEPTED, DISMISSED = "AcceptedAsBilled", "DismissedAsNotBilled"
DECIDED = (ACCEPTED, DISMISSED)
"""The codes of slots whose outcome a person decided. An image that still arrives for them is saved and counted."""

# An unknown run may still get its outcome from a worker that did not respond for a while. After a person has decided,
# only images that turn out to be billed change the run.
RUN_TRANSITIONS: dict[RunState, tuple[RunState, ...]] = {
    RunState.QUEUED: (RunState.SENDING, RunState.CANCELLED, RunState.FAILED),
    RunState.SENDING: (
        RunState.QUEUED, RunState.STREAMING, RunState.COMPLETED, RunState.FAILED, RunState.UNKNOWN,
    ),
    RunState.STREAMING: (RunState.QUEUED, RunState.COMPLETED, RunState.FAILED, RunState.UNKNOWN),
    RunState.COMPLETED: (),
    RunState.FAILED: (RunState.COMPLETED,),
    RunState.CANCELLED: (),
    RunState.UNKNOWN: (RunState.COMPLETED, RunState.FAILED),
}  # fmt: skip

SLOT_TRANSITIONS: dict[SlotState, tuple[SlotState, ...]] = {
    SlotState.WAITING: (
        SlotState.ANNOUNCED, SlotState.FAILED, SlotState.NOT_PRODUCED, SlotState.LOST, SlotState.UNKNOWN,
    ),
    SlotState.ANNOUNCED: (SlotState.STORED, SlotState.LOST),
    SlotState.STORED: (SlotState.TRASHED, SlotState.REMOVED, SlotState.HIDDEN),
    SlotState.TRASHED: (SlotState.STORED, SlotState.REMOVED),
    SlotState.FAILED: (),
    SlotState.NOT_PRODUCED: (SlotState.ANNOUNCED, SlotState.LOST),
    SlotState.LOST: (SlotState.STORED, SlotState.ANNOUNCED),
    SlotState.REMOVED: (),
    SlotState.HIDDEN: (SlotState.STORED, SlotState.REMOVED),
    SlotState.UNKNOWN: (SlotState.ANNOUNCED, SlotState.FAILED, SlotState.NOT_PRODUCED, SlotState.LOST),
}  # fmt: skip

# A decision may be undone or reopened, until the image is released.
REVIEW_TRANSITIONS: dict[ReviewState, tuple[ReviewState, ...]] = {
    ReviewState.DRAFT: (ReviewState.SUBMITTED,),
    ReviewState.SUBMITTED: (
        ReviewState.DRAFT, ReviewState.CHANGES_REQUESTED, ReviewState.REJECTED, ReviewState.APPROVED,
    ),
    ReviewState.CHANGES_REQUESTED: (ReviewState.SUBMITTED,),
    ReviewState.REJECTED: (ReviewState.SUBMITTED,),
    ReviewState.APPROVED: (ReviewState.SUBMITTED, ReviewState.RELEASED),
    ReviewState.RELEASED: (),
}  # fmt: skip


def run_states_before(state: RunState) -> list[RunState]:
    """The states from which a run may change to `state`, for a conditional update."""
    return [earlier for earlier, later in RUN_TRANSITIONS.items() if state in later]


def slot_states_before(state: SlotState) -> list[SlotState]:
    """The states from which a slot may change to `state`, for a conditional update."""
    return [earlier for earlier, later in SLOT_TRANSITIONS.items() if state in later]
