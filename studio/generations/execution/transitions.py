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
from studio.generations.execution.slot_allocation import add_slot, is_free, slot_for_image
from studio.generations.execution.state_change_effects import (
    announce_new_outcome,
    notify_outcome,
    publish,
    retry_changed,
    tokens_of,
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
    before,
    slot_before,
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


def _move(run: int, to: RunState, *, only: list[RunState] | None = None, **fields: Any) -> Generation | None:
    """Moves a run to a permitted state and publishes the change; returns it, or None when it could not be moved."""
    changed = Generation.objects.filter(pk=run, state__in=only or before(to)).update(
        state=to, stalled_at=None, updated=Now(), **fields
    )
    if not changed:
        return None
    moved = Generation.objects.select_related("owner", "team").get(pk=run)
    publish(moved)
    if moved.has_outcome:
        notify_outcome(moved)
    retry_changed(moved)
    return moved


@transaction.atomic
def claim(run: int) -> Claim:
    """Commits “sending” before the first byte is sent. Only one caller ever gets the run."""
    waiting = Generation.objects.filter(pk=run, state=RunState.QUEUED).first()
    if waiting is None:
        return Claim()
    now = timezone.now()
    until = max(filter(None, [waiting.not_before, ProviderPause.until_of(waiting.provider)]), default=now)
    if until > now:
        return Claim(wait_until=_wait(waiting, until))
    taken = _move(run, RunState.SENDING, sent_at=Now(), not_before=None, attempts=F("attempts") + 1)
    return Claim(run=taken)


def _wait(run: Generation, until: datetime) -> datetime:
    """Queues the run's job anew for later; the run stays queued."""
    Generation.objects.filter(pk=run.pk).update(not_before=until, updated=Now())
    run.not_before = until
    enqueue(run)
    return until


@transaction.atomic
def image_made(run: int, event: ImageSucceeded, *, request_id: str = "") -> int | None:
    """Writes an image's link, size and tokens; returns the slot's id to fetch, or None for a repeat of a known one."""
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
    _answered(row, request_id, tokens=billed)
    settle(row)
    return slot.pk


@transaction.atomic
def image_failed(run: int, event: ImageFailed, *, request_id: str = "") -> None:
    """Writes that one image was refused, or was made without a link; a slot that has its picture keeps it."""
    row = Generation.objects.select_for_update().get(pk=run)
    state = SlotState.LOST if event.code == LINK_MISSING else SlotState.FAILED
    facts: dict[str, Any] = {
        "state": state,
        "error_code": event.code[:128],
        "error_message": event.message,
        "pixels": row.expected.pixels if state == SlotState.LOST else 0,
    }
    slots = row.images.filter(index=event.index)
    free = slots.filter(is_free() if state == SlotState.LOST else Q(state__in=slot_before(SlotState.FAILED)))
    if not free.update(updated=Now(), **facts) and not slots.exists():
        add_slot(row, event.index, **facts)
    _reopen(row)
    _answered(row, request_id, tokens=tokens_of(row))
    settle(row)


def _reopen(row: Generation) -> None:
    """A run that somebody dismissed as not billed, and perhaps deleted, is back with its first billed image."""
    if row.state != RunState.FAILED or not row.images.filter(state__in=BILLED).exists():
        return
    dismissed = Generation.objects.filter(pk=row.pk, outcome_decision__isnull=False)
    if dismissed.update(state=RunState.COMPLETED, deleted_at=None, deleted_by=None, updated=Now()):
        row.state = RunState.COMPLETED
        retry_changed(row)
        announce_new_outcome(row.pk)


def _answered(row: Generation, request_id: str, *, tokens: int) -> None:
    """The first event of a sent run makes it stream; every event brings its tokens up to date."""
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
    """Writes the provider's own count, word for word."""
    Generation.objects.filter(pk=run).update(
        usage_images=event.images,
        usage_tokens=event.total_tokens if event.total_tokens is not None else event.output_tokens,
        updated=Now(),
    )


@transaction.atomic
def ended(run: int, *, completed: bool) -> Generation | None:
    """Ends a run whose stream came to a clean end; without a “completed” it must have answered every slot."""
    row = Generation.objects.select_for_update().get(pk=run)
    left = row.images.filter(state__in=OPEN_SLOTS)
    if not completed and left.exists():
        return unknown(run, code="interrupted", message="The stream ended before every image was answered.")
    explain_leftovers(row)
    moved = _finish(row)
    settle(row)
    return moved


def explain_leftovers(row: Generation, *, code: str = "") -> None:
    """Slots nobody answered were not produced; but as many as the provider counts beyond ours are billed and lost,
    also of dismissed ones. In the transaction that locks the row."""
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
    """Completed when anything is billed, else failed, with the first failure's code."""
    if row.images.filter(state__in=BILLED).exists():
        facts = {"finished_at": Now(), "error_code": code, "error_message": message}
        return _move(row.pk, RunState.COMPLETED, only=[*IN_PROGRESS, RunState.UNKNOWN], **facts)
    first = row.images.filter(state=SlotState.FAILED).order_by("index").first()
    return _move(
        row.pk,
        RunState.FAILED,
        finished_at=Now(),
        error_code=code or (first.error_code if first else "NothingProduced"),
        error_message=message or (first.error_message if first else ""),
    )


@transaction.atomic
def refused(run: int, error: ProviderError) -> Generation | None:
    """The provider refused for good, or in mid-stream: images that arrived stay, the rest failed and is not billed."""
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
    """Back to the queue after a refusal that may be repeated; a 429 makes all workers wait."""
    row = _move(
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
    """The request was sent and its outcome is not known: open slots become unknown; only a person may run it again."""
    moved = _move(
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
    """The run's worker sends no heartbeat; its request may still be running."""
    return _open_run_changed(run, stalled_at=Now())


@transaction.atomic
def responding(run: int) -> bool:
    """The run's worker is back."""
    return _open_run_changed(run, stalled_at=None)


def _open_run_changed(run: int, **fields: Any) -> bool:
    changed = Generation.objects.filter(pk=run, state__in=IN_PROGRESS).update(updated=Now(), **fields)
    if changed:
        publish(Generation.objects.get(pk=run))
    return bool(changed)
