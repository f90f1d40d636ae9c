"""Links of answers: for whoever holds one, for a day, as long as the image may leave."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from studio.api.signed_links import path_of
from studio.generations.models import Image
from studio.provider.limits import LINK_LIFE
from tests.fixtures import picture
from tests.generations.finished_runs import finished


@pytest.fixture
def image(alice, team) -> Image:
    image = finished(alice, 1, team=team).slots[0]
    default_storage.save(image.file, ContentFile(picture()))
    return image


def fetched(image: Image, path: str = ""):
    return Client().get(path or path_of(image))


def test_a_link_gives_the_file_and_counts_as_a_download(image):
    answer = fetched(image)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    image.refresh_from_db()
    assert image.downloaded_at


def test_a_link_that_nobody_signed_is_refused(image):
    path = path_of(image)
    other = path.replace(f"/{image.pk}.", f"/{image.pk + 1}.")
    assert other != path
    assert fetched(image, other).json()["error"]["code"] == "AccessDenied"
    assert fetched(image, other).status_code == 403


def test_a_link_ends_after_a_day(image):
    Image.objects.filter(pk=image.pk).update(stored_at=timezone.now() - LINK_LIFE)
    image.refresh_from_db()
    assert fetched(image).status_code == 403


def test_behind_the_release_gate_a_link_is_refused(image, team):
    team.approvals, team.release_gate = 1, True
    team.save()
    answer = fetched(image)
    assert (answer.status_code, "approval" in answer.json()["error"]["message"]) == (403, True)


def test_a_suspended_owner_s_links_are_refused(image, alice):
    alice.is_active = False
    alice.save()
    assert fetched(image).status_code == 403


def test_an_image_in_the_trash_has_no_link(image, alice):
    Image.objects.filter(pk=image.pk).update(state="trashed", trashed_at=timezone.now(), trashed_by=alice)
    assert fetched(image).status_code == 404
