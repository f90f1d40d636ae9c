"""Runs that have ended well, without files."""

from typing import Any

from studio.accounts.models import User
from studio.generations.execution import image_transitions, transitions
from studio.generations.models import Generation
from studio.provider.sizes import Size
from studio.provider.stream.events import Completed, ImageSucceeded
from tests.fixtures import run_of

SIZE = Size(2048, 2048)
TOKENS = 16_384  # of one image


def finished(owner: User, images: int, *, has_usage: bool = True, **changes: Any) -> Generation:
    """A run with so many stored images of 2048 x 2048; without `has_usage` the provider gave no usage."""
    run = run_of(owner, max_images=images, **changes)
    transitions.claim(run.pk)
    for index in range(images):
        made = ImageSucceeded(index=index, url=f"https://results.example/{run.pk}/{index}", size=SIZE)
        slot = transitions.image_made(run.pk, made)
        image_transitions.fetched(
            slot, file=f"{slot}.jpg", thumbnail=f"{slot}.webp", bytes=9, sha256=f"{slot:064x}",
            width=SIZE.width, height=SIZE.height,
        )  # fmt: skip
    if has_usage:
        tokens = TOKENS * images
        transitions.usage(run.pk, Completed(images=images, output_tokens=tokens, total_tokens=tokens))
    transitions.ended(run.pk, completed=True)
    return Generation.objects.get(pk=run.pk)
