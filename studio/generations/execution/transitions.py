"""The state changes of runs and images, each in one short transaction, so that a crash at any point stays consistent.

Every change is a conditional update: only one caller changes the row. Nothing here calls the provider.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from studio.generations.execution import lease
from studio.generations.execution.enqueue import enqueue
from studio.generations.execution.slot_allocation import add_slot, free_slots, slot_for_image
from studio.generations.execution.state_change_effects import (
    announce_new_outcome,
    notify_outcome,
    publish,
    tokens_of,
    update_retried_image,
)
from studio.generations.ledger.settlement import settle
from studio.generations.models import Generation, Image, ProviderPause
from studio.generations.states import (
    BILLED,
    DISMISSED,
    IN_PROGRESS,
    OPEN_SLOTS,
    RunState,
    SlotState,
    run_states_before,
    slot_states_before,
)
from studio.provider.errors import ProviderError
from studio.provider.limits import tokens
from studio.provider.stream.events import (
    Completed,
    ImageFailed,
    ImageSucceeded,
)

LINK_MISSING = "LinkMissing"
"""The code of an image that was made, and is billed, but came without its link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A run that this worker now owns, or the time until which it must wait."""

    run: Generation | None = None
    wait_until: datetime | None = None


def _change_state(
    run: int, to: RunState, *, only: list[RunState] | None = None, **fields: Any
) -> Generation | None:
    """Moves a run to a permitted state and publishes the change; returns it, or None when it could not be moved."""
    changed = Generation.objects.filter(pk=run, state__in=only or run_states_before(to)).update(
        state=to, stalled_at=None, updated=Now(), **fields
    )
    if not changed:
        return None
    moved = Generation.objects.select_related("owner", "team").get(pk=run)
    publish(moved)
    if moved.has_outcome:
        notify_outcome(moved)
    update_retried_image(moved)
    return moved


@transaction.atomic
def claim(run: int) -> Claim:
    """Commits “sending” before the first byte is sent. Only one caller can claim the run."""
    waiting = Generation.objects.filter(pk=run, state=RunState.QUEUED).first()
    if waiting is None:
        return Claim()
    now = timezone.now()
    until = max(filter(None, [waiting.not_before, ProviderPause.until_of(waiting.provider)]), default=now)
    if until > now:
        return Claim(wait_until=_requeue_for_later(waiting, until))
    taken = _change_state(run, RunState.SENDING, sent_at=Now(), not_before=None, attempts=F("attempts") + 1)
    return Claim(run=taken)


def _requeue_for_later(run: Generation, until: datetime) -> datetime:
    """Queues the run's job again for later; the run stays queued."""
    Generation.objects.filter(pk=run.pk).update(not_before=until, updated=Now())
    run.not_before = until
    enqueue(run)
    return until


@transaction.atomic
def image_made(run: int, event: ImageSucceeded, *, request_id: str = "") -> int | None:
    """Records an image's link, size and tokens; returns the id of the slot to fetch, or None for a known link."""
    row = Generation.objects.select_for_update().get(pk=run)
    slots = list(row.images.order_by("index"))
    slot = slot_for_image(row, slots, event)
    if slot is None:
        return None
    size = event.size
    pixels = (size or row.expected).pixels
    Image.objects.filter(pk=slot.pk).update(
        state=SlotState.ANNOUNCED,
        link=event.url or "",
        announced_at=Now(),
        announced_size=str(size or ""),
        pixels=pixels,
        fetch_after=Now() + lease.SPAN,
        fetch_attempts=1,
        error_code="",
        updated=Now(),
    )
    _reopen(row)
    billed = tokens([pixels, *(other.pixels for other in slots if other.state in BILLED)])
    _record_progress(row, request_id, tokens=billed)
    settle(row)
    return slot.pk


@transaction.atomic
def image_failed(run: int, event: ImageFailed, *, request_id: str = "") -> None:
    """Records that one image was refused, or was made without a link; a slot that has its image keeps it."""
    row = Generation.objects.select_for_update().get(pk=run)
    state = SlotState.LOST if event.code == LINK_MISSING else SlotState.FAILED
    facts: dict[str, Any] = {
        "state": state,
        "error_code": event.code[:128],
        "error_message": event.message,
        "pixels": row.expected.pixels if state == SlotState.LOST else 0,
    }
    slots = row.images.filter(index=event.index)
    free = slots.filter(
        free_slots() if state == SlotState.LOST else Q(state__in=slot_states_before(SlotState.FAILED))
    )
    if not free.update(updated=Now(), **facts) and not slots.exists():
        add_slot(row, event.index, **facts)
    _reopen(row)
    _record_progress(row, request_id, tokens=tokens_of(row))
    settle(row)


def _reopen(row: Generation) -> None:
    """Completes a run that was dismissed as not billed, and restores it if deleted, when a billed image arrives."""
    if row.state != RunState.FAILED or not row.images.filter(state__in=BILLED).exists():
        return
    dismissed = Generation.objects.filter(pk=row.pk, outcome_decision__isnull=False)
    if dismissed.update(state=RunState.COMPLETED, deleted_at=None, deleted_by=None, updated=Now()):
        row.state = RunState.COMPLETED
        update_retried_image(row)
        announce_new_outcome(row.pk)


def _record_progress(row: Generation, request_id: str, *, tokens: int) -> None:
    """Moves a sent run to “streaming” at its first event, and updates its tokens at every event."""
    state = RunState.STREAMING if row.state == RunState.SENDING else row.state
    Generation.objects.filter(pk=row.pk).update(
        state=state,
        stalled_at=None,
        tokens=tokens,
        request_id=request_id[:128] or F("request_id"),
        updated=Now(),
    )
    publish(row)


@transaction.atomic
def usage(run: int, event: Completed) -> None:
    """Records the provider's own count unchanged."""
    Generation.objects.filter(pk=run).update(
        usage_images=event.images,
        usage_tokens=event.total_tokens if event.total_tokens is not None else event.output_tokens,
        updated=Now(),
    )


@transaction.atomic
def ended(run: int, *, completed: bool) -> Generation | None:
    """Ends a run whose stream ended cleanly; without a “completed” event every slot must have a result."""
    row = Generation.objects.select_for_update().get(pk=run)
    open_slots = row.images.filter(state__in=OPEN_SLOTS)
    if not completed and open_slots.exists():
        return unknown(run, code="interrupted", message="The stream ended before every image had a result.")
    close_open_slots(row)
    moved = _finish(row)
    settle(row)
    return moved


def close_open_slots(row: Generation, *, code: str = "") -> None:
    """Marks open slots as not produced; but as many as the provider counted beyond ours are billed and lost, including
    dismissed ones. Call it in the transaction that locks the row."""
    billed = row.images.filter(state__in=BILLED).count()
    missing = max(0, (row.usage_images or 0) - billed)
    free = row.images.filter(Q(state__in=OPEN_SLOTS) | Q(error_code=DISMISSED)).order_by("index")
    lost = row.images.filter(pk__in=list(free.values_list("pk", flat=True)[:missing]))
    if lost.update(state=SlotState.LOST, error_code=LINK_MISSING, pixels=row.expected.pixels, updated=Now()):
        Generation.objects.filter(pk=row.pk).update(tokens=tokens_of(row), updated=Now())
        _reopen(row)
        publish(row)
    row.images.filter(state__in=OPEN_SLOTS).update(
        state=SlotState.NOT_PRODUCED, error_code=code, updated=Now()
    )


def _finish(row: Generation, *, code: str = "", message: str = "") -> Generation | None:
    """Completes the run when any image is billed, else fails it with the first failure's code."""
    if row.images.filter(state__in=BILLED).exists():
        facts = {"finished_at": Now(), "error_code": code, "error_message": message}
        return _change_state(row.pk, RunState.COMPLETED, only=[*IN_PROGRESS, RunState.UNKNOWN], **facts)
    first = row.images.filter(state=SlotState.FAILED).order_by("index").first()
    return _change_state(
        row.pk,
        RunState.FAILED,
        finished_at=Now(),
        error_code=code or (first.error_code if first else "NothingProduced"),
        error_message=message or (first.error_message if first else ""),
    )


@transaction.atomic
def refused(run: int, error: ProviderError) -> Generation | None:
    """Records a permanent refusal, also in mid-stream: images that arrived stay, the rest failed and is not billed."""
    row = Generation.objects.select_for_update().get(pk=run)
    code, message = error.code[:128], error.message
    row.images.filter(state__in=OPEN_SLOTS).update(
        state=SlotState.FAILED, error_code=code, error_message=message, updated=Now()
    )
    Generation.objects.filter(pk=run).update(request_id=(error.request_id or "")[:128] or F("request_id"))
    moved = _finish(row, code=code, message=message)
    settle(row)
    return moved


@transaction.atomic
def back_off(run: int, error: ProviderError, *, until: datetime) -> Generation | None:
    """Requeues the run after a retryable refusal; a 429 pauses all workers."""
    row = _change_state(
        run,
        RunState.QUEUED,
        sent_at=None,
        not_before=until,
        error_code=error.code[:128],
        error_message=error.message,
    )
    if row is None:
        return None
    if error.status == 429:
        ProviderPause.extend(row.provider, until=until, code=error.code[:128])
    enqueue(row)
    return row


@transaction.atomic
def unknown(run: int, *, code: str, message: str) -> Generation | None:
    """Marks a sent run and its open slots as unknown; only a person may run it again."""
    moved = _change_state(
        run,
        RunState.UNKNOWN,
        only=list(IN_PROGRESS),
        finished_at=Now(),
        error_code=code[:128],
        error_message=message,
    )
    if moved:
        moved.images.filter(state=SlotState.WAITING).update(state=SlotState.UNKNOWN, updated=Now())
        settle(moved)
    return moved


@transaction.atomic
def stalled(run: int) -> bool:
    """Marks a run whose worker sends no heartbeat; its request may still be running."""
    return _open_run_changed(run, stalled_at=Now())


@transaction.atomic
def responding(run: int) -> bool:
    """Clears the mark when the run's worker responds again."""
    return _open_run_changed(run, stalled_at=None)


def _open_run_changed(run: int, **fields: Any) -> bool:
    changed = Generation.objects.filter(pk=run, state__in=IN_PROGRESS).update(updated=Now(), **fields)
    if changed:
        publish(Generation.objects.get(pk=run))
    return bool(changed)
