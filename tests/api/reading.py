"""Reads with access keys, in the process of the test."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from studio.accounts.models import Team, User
from studio.generations.models import Image
from tests.accounts.factories import access_key
from tests.fixtures import picture
from tests.generations.finished_runs import finished


def client_of(owner: User, team: Team | None = None, **facts: Any) -> Client:
    """Sends a new key of somebody with every request."""
    return Client(headers={"Authorization": f"Bearer {access_key(owner, team, **facts).secret}"})


def image_by(owner: User, team: Team | None = None, **changes: Any) -> Image:
    """A stored image with its file."""
    image = finished(owner, 1, team=team, **changes).slots[0]
    default_storage.save(image.file, ContentFile(picture()))
    return image


def ids(client: Client, **query: Any) -> list[int]:
    """The images of a page."""
    answer = client.get("/v1/images", query)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.json()["data"]]
