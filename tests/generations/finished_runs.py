"""Creates completed runs, without files."""

from typing import Any

from studio.accounts.models import User
from studio.generations.execution import image_transitions, transitions
from studio.generations.models import Generation
from studio.provider.sizes import Size
from studio.provider.stream.events import Completed, ImageSucceeded
from tests.fixtures import create_run

SIZE = Size(2048, 2048)
TOKENS = 16_384  # of one image


def finished_run(owner: User, images: int, *, has_usage: bool = True, **changes: Any) -> Generation:
    """A run with `images` stored images of 2048 x 2048; without `has_usage` the provider reported no usage."""
    run = create_run(owner, max_images=images, **changes)
    transitions.claim(run.pk)
    for index in range(images):
        event = ImageSucceeded(index=index, url=f"https://results.example/{run.pk}/{index}", size=SIZE)
        slot = transitions.image_made(run.pk, event)
        image_transitions.fetched(
            slot, file=f"{slot}.jpg", thumbnail=f"{slot}.webp", bytes=9, sha256=f"{slot:064x}",
            width=SIZE.width, height=SIZE.height,
        )  # fmt: skip
    if has_usage:
        tokens = TOKENS * images
        transitions.usage(run.pk, Completed(images=images, output_tokens=tokens, total_tokens=tokens))
    transitions.ended(run.pk, completed=True)
    return Generation.objects.get(pk=run.pk)
