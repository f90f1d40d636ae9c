"""A lease on the slot's row: one worker fetches it at a time, and another one after a kill."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from studio.generations.models import Image
from studio.generations.states import SlotState

SPAN = timedelta(seconds=45)
"""How long a fetch holds its lease; after a crash the next sweep retries it."""


def take(slot: int) -> Image | None:
    """Takes the lease of one fetch; None when the image is stored or another worker has the lease."""
    changed = Image.objects.filter(pk=slot, state=SlotState.ANNOUNCED, fetch_after__lte=Now()).update(
        fetch_after=Now() + SPAN, fetch_attempts=F("fetch_attempts") + 1
    )
    return Image.objects.select_related("generation").get(pk=slot) if changed else None


@transaction.atomic
def take_due(limit: int) -> list[int]:
    """Takes the leases of the fetches that are due, the oldest first; locked rows are skipped until later."""
    due = Image.objects.filter(state=SlotState.ANNOUNCED, fetch_after__lte=Now()).order_by("fetch_after")
    free = due.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)
    slots = list(free[:limit])
    Image.objects.filter(pk__in=slots).update(
        fetch_after=Now() + SPAN, fetch_attempts=F("fetch_attempts") + 1
    )
    return slots


def renew(slot: int) -> None:
    """Extends the lease of a running fetch, unless another worker has already stored the result."""
    Image.objects.filter(pk=slot, state=SlotState.ANNOUNCED).update(fetch_after=Now() + SPAN)
