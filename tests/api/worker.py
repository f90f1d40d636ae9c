"""Plays the worker: moves a run through its states, step by step."""

import asyncio

from asgiref.sync import sync_to_async

from studio.generations.execution import image_transitions, transitions
from studio.generations.models import Generation
from studio.provider.sizes import Size
from studio.provider.stream.events import ImageFailed, ImageSucceeded

SIZE = Size(2048, 2048)


def announce(run: Generation, index: int) -> int:
    """Returns the slot's id."""
    transitions.claim(run.pk)
    url = f"https://results.example/{run.pk}/{index}"
    slot = transitions.image_made(run.pk, ImageSucceeded(index=index, url=url, size=SIZE))
    assert slot
    return slot


def store(run: Generation, index: int) -> None:
    slot = announce(run, index)
    image_transitions.fetched(
        slot, file=f"{slot}.jpg", thumbnail=f"{slot}.webp", bytes=9, sha256=f"{slot:064x}",
        width=SIZE.width, height=SIZE.height,
    )  # fmt: skip


def moderate(run: Generation, index: int) -> None:
    transitions.claim(run.pk)
    event = ImageFailed(index=index, code="OutputImageSensitiveContentDetected", message="Not this one.")
    transitions.image_failed(run.pk, event)


def end(run: Generation) -> None:
    transitions.ended(run.pk, completed=True)


async def wait_for_run(**filters: object) -> Generation:
    """The only matching run, as soon as it exists."""
    async with asyncio.timeout(60):
        while (run := await sync_to_async(Generation.objects.filter(**filters).first)()) is None:
            await asyncio.sleep(0.02)
    return run


astore, aannounce, amoderate, aend = map(sync_to_async, (store, announce, moderate, end))
