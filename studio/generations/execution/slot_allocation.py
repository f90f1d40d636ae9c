"""Assigns an image to a slot of its run. Call it in the transaction that locks the run's row."""

from typing import Any

from django.db.models import Q

from studio.generations.models import Generation, Image
from studio.generations.models.image import new_slot
from studio.generations.states import DECIDED, OPEN_SLOTS
from studio.provider.stream.events import ImageSucceeded


def free_slots() -> Q:
    """Slots that a billed image may use: their outcome is unknown, or was only decided by a person."""
    return Q(state__in=OPEN_SLOTS) | Q(error_code__in=DECIDED)


def add_slot(row: Generation, index: int, **facts: Any) -> Image:
    """Adds a slot beyond the reserved ones: the provider sent more images than requested."""
    new = new_slot(row, index, **facts)
    new.save(force_insert=True)
    return new


def slot_for_image(row: Generation, slots: list[Image], event: ImageSucceeded) -> Image | None:
    """The slot of an event. A billed image is never dropped: when its index is used by another link, or is beyond the
    reserved ones, it gets the first free slot or a new one. None when this link is already known."""
    if any(slot.link == event.url for slot in slots):
        return None
    free = [slot for slot in slots if slot.state in OPEN_SLOTS or slot.error_code in DECIDED]
    exact = next((slot for slot in free if slot.index == event.index), None)
    if exact or (free and any(slot.index == event.index for slot in slots)):
        return exact or free[0]
    taken = {slot.index for slot in slots}
    index = event.index if event.index not in taken else max(taken) + 1
    return add_slot(row, index)
