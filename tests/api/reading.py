"""Reads the API with access keys, in the process of the test."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from studio.accounts.models import Team, User
from studio.generations.models import Image
from tests.accounts.factories import access_key
from tests.fixtures import image_bytes
from tests.generations.finished_runs import finished_run


def client_of(owner: User, team: Team | None = None, **fields: Any) -> Client:
    """A client that sends a new key of this user with every request."""
    return Client(headers={"Authorization": f"Bearer {access_key(owner, team, **fields).secret}"})


def image_by(owner: User, team: Team | None = None, **changes: Any) -> Image:
    """A stored image with its file."""
    image = finished_run(owner, 1, team=team, **changes).slots[0]
    default_storage.save(image.file, ContentFile(image_bytes()))
    return image


def ids(client: Client, **query: Any) -> list[int]:
    """The ids of the images on a page."""
    response = client.get("/v1/images", query)
    assert response.status_code == 200, response.text
    return [one["id"] for one in response.json()["data"]]
