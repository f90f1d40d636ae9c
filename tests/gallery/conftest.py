"""Finished runs with stored images."""

import uuid
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from studio.accounts.models import Team, User
from studio.generations.execution import image_transitions, transitions
from studio.generations.models import Image
from studio.provider.sizes import Size
from studio.provider.stream.events import Completed, ImageSucceeded
from tests.fixtures import create_run, image_bytes


@pytest.fixture
def create_images() -> Callable[..., list[Image]]:
    """Creates a finished run with stored images of 300 x 200, whose files exist."""

    def make(owner: User, count: int = 1, *, team: Team | None = None, prompt: str = "A vase") -> list[Image]:
        run = create_run(owner, team=team, max_images=count, prompt=prompt)
        transitions.claim(run.pk)
        for index in range(count):
            event = ImageSucceeded(
                index=index, url=f"https://results.example/{uuid.uuid4()}", size=Size(2048, 2048)
            )
            _store_files(transitions.image_made(run.pk, event))
        tokens = 16384 * count
        transitions.usage(run.pk, Completed(images=count, output_tokens=tokens, total_tokens=tokens))
        transitions.ended(run.pk, completed=True)
        return list(Image.objects.filter(generation=run))

    return make


def _store_files(slot: int | None) -> None:
    data = image_bytes(300, 200)
    name = default_storage.save(f"images/{slot}.jpg", ContentFile(data))
    thumbnail = default_storage.save(f"images/{slot}.webp", ContentFile(image_bytes(300, 200, format="WEBP")))
    image_transitions.fetched(
        slot, file=name, thumbnail=thumbnail, bytes=len(data), sha256=f"{slot:064x}", width=300, height=200
    )
