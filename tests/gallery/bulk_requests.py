"""Bulk requests, and the worker's part of them."""

import pytest

from studio.gallery.bulk import actions
from studio.gallery.models import BulkAction

TAG = "/images/tag/"


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    """More than two images are large, and a batch is two."""
    monkeypatch.setattr(actions, "LARGE", 2)
    monkeypatch.setattr(actions, "BATCH", 2)


def post(client, route, images, **fields):
    return client.post(f"/images/{route}/", {"image": [one.pk for one in images], **fields}, follow=True)


def carried(action=None):
    action = action or BulkAction.objects.latest("pk")
    while actions.run_batch(action.pk):
        pass
    action.refresh_from_db()
    return action


def part(client, action):
    return client.get(f"/gallery/bulk/{action.pk}/", headers={"HX-Request": "true"})
