"""The state changes of an image once its link is known: stored, to be retried, or lost.

Every change is a conditional update in one short transaction, as in `transitions`.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from studio.generations.execution import failed_downloads
from studio.generations.execution.state_change_effects import (
    notify_outcome,
    publish,
    tokens_of,
    update_retried_image,
)
from studio.generations.models import Generation, Image
from studio.generations.states import RunState, SlotState, slot_states_before


@transaction.atomic
def fetched(slot: int, **fields: Any) -> bool:
    """Marks an image as stored; False when another fetch was faster."""
    changed = Image.objects.filter(pk=slot, state__in=slot_states_before(SlotState.STORED)).update(
        state=SlotState.STORED,
        stored_at=Now(),
        fetch_after=None,
        fetch_error="",
        updated=Now(),
        **fields,
    )
    if changed:
        _slot_changed(slot)
    return bool(changed)


@transaction.atomic
def fetch_failed(slot: int, *, reason: str, retry_at: datetime | None) -> None:
    """Records a failed fetch: the time of the next try, or that the image is lost."""
    changes: dict[str, Any] = {"fetch_error": reason[:200], "fetch_after": retry_at, "updated": Now()}
    if retry_at is None:
        changes["state"] = SlotState.LOST
    if Image.objects.filter(pk=slot, state=SlotState.ANNOUNCED).update(**changes):
        _slot_changed(slot)
        if retry_at:
            failed_downloads.notify_administrators(slot)


def _slot_changed(slot: int) -> None:
    images_changed(Generation.objects.values_list("pk", flat=True).get(images=slot))


def images_changed(run: int) -> None:
    """Publishes the run and recalculates its tokens, since an image may differ from its announcement.

    In the transaction that changed the images. The row is locked, so that the last of several images announces the end.
    """
    rows = Generation.objects.select_for_update(of=("self",)).select_related("owner", "team")
    row = rows.get(pk=run)
    Generation.objects.filter(pk=run).update(tokens=tokens_of(row), updated=Now())
    publish(row)
    update_retried_image(row)
    if row.state == RunState.COMPLETED and row.has_outcome:
        notify_outcome(row)
