"""Sends bulk requests, and runs their batches as the worker does."""

import pytest

from studio.gallery.bulk import actions
from studio.gallery.models import BulkAction

TAG = "/images/tag/"


@pytest.fixture(autouse=True)
def lower_bulk_limits(monkeypatch):
    """More than two images start a bulk action, and a batch is two images."""
    monkeypatch.setattr(actions, "LARGE", 2)
    monkeypatch.setattr(actions, "BATCH", 2)


def post(client, route, images, **fields):
    return client.post(f"/images/{route}/", {"image": [image.pk for image in images], **fields}, follow=True)


def run_all_batches(action=None):
    action = action or BulkAction.objects.latest("pk")
    while actions.run_batch(action.pk):
        pass
    action.refresh_from_db()
    return action


def fetch_progress(client, action):
    return client.get(f"/gallery/bulk/{action.pk}/", headers={"HX-Request": "true"})
