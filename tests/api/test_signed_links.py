"""Signed links to images: without a key, for a day, as long as the image may be downloaded."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from studio.api.signed_links import path_of
from studio.generations.models import Image
from studio.provider.limits import LINK_LIFE
from tests.fixtures import image_bytes
from tests.generations.finished_runs import finished_run


@pytest.fixture
def image(alice, team) -> Image:
    image = finished_run(alice, 1, team=team).slots[0]
    default_storage.save(image.file, ContentFile(image_bytes()))
    return image


def fetch(image: Image, path: str = ""):
    return Client().get(path or path_of(image))


def test_a_link_returns_the_file_and_counts_as_a_download(image):
    response = fetch(image)
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    image.refresh_from_db()
    assert image.downloaded_at


def test_a_link_with_a_wrong_signature_is_refused(image):
    path = path_of(image)
    other = path.replace(f"/{image.pk}.", f"/{image.pk + 1}.")
    assert other != path
    assert fetch(image, other).json()["error"]["code"] == "AccessDenied"
    assert fetch(image, other).status_code == 403


def test_a_link_expires_after_a_day(image):
    Image.objects.filter(pk=image.pk).update(stored_at=timezone.now() - LINK_LIFE)
    image.refresh_from_db()
    assert fetch(image).status_code == 403


def test_behind_the_release_gate_a_link_is_refused(image, team):
    team.approvals, team.release_gate = 1, True
    team.save()
    response = fetch(image)
    assert (response.status_code, "approval" in response.json()["error"]["message"]) == (403, True)


def test_a_suspended_owner_s_links_are_refused(image, alice):
    alice.is_active = False
    alice.save()
    assert fetch(image).status_code == 403


def test_an_image_in_the_trash_has_no_link(image, alice):
    Image.objects.filter(pk=image.pk).update(state="trashed", trashed_at=timezone.now(), trashed_by=alice)
    assert fetch(image).status_code == 404
