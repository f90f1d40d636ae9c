"""A user's unused references are limited; those used by runs and drafts do not count."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from studio.generations.composer.uploads import delete_stale, store
from studio.generations.models import Upload
from studio.infra.images import upload_slots
from tests.fixtures import create_run, image_bytes

pytestmark = pytest.mark.django_db


def image_file(colour: str = "red") -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{colour}.jpg", image_bytes(colour=colour))


def upload_file(client, colour: str = "blue"):
    return client.post(reverse("references"), {"file": image_file(colour)})


@pytest.fixture
def only_reference(alice, settings) -> Upload:
    """Alice's unused reference, the only one that she may have."""
    settings.UNUSED_REFERENCES = 1
    return store(image_file(), by=alice)


def test_one_more_is_refused_with_what_to_do(only_reference, alice, client_for):
    response = upload_file(client_for(alice))
    assert response.status_code == 422
    assert "1 unused references" in response.text
    assert "Delete them under Account" in response.text
    assert Upload.objects.get() == only_reference


def test_bytes_are_limited_too(alice, settings, client_for):
    settings.UNUSED_REFERENCES_MB = 1
    Upload.objects.filter(pk=store(image_file(), by=alice).pk).update(bytes=2**20)
    assert upload_file(client_for(alice)).status_code == 422


def test_the_same_image_again_does_not_count_twice(only_reference, alice, client_for):
    assert upload_file(client_for(alice), "red").status_code == 200


def test_a_reference_used_by_a_run_does_not_count(only_reference, alice, client_for):
    create_run(alice, references=[only_reference])
    assert upload_file(client_for(alice)).status_code == 200


def test_references_of_other_users_do_not_count(only_reference, bob, client_for):
    assert upload_file(client_for(bob)).status_code == 200


def test_housekeeping_deletes_old_unused_references(only_reference, alice, client_for):
    Upload.objects.update(touched=timezone.now() - timedelta(days=2))
    delete_stale()
    assert upload_file(client_for(alice)).status_code == 200


def test_zero_means_no_limit(only_reference, alice, settings, client_for):
    settings.UNUSED_REFERENCES = settings.UNUSED_REFERENCES_MB = 0
    assert upload_file(client_for(alice)).status_code == 200


def test_a_user_sees_and_deletes_only_their_own_unused_references(only_reference, alice, bob, client_for):
    used = store(image_file("blue"), by=bob)
    create_run(bob, references=[used])
    unused_of_bob = store(image_file("green"), by=bob)
    client = client_for(alice)
    assert "You have 1 reference (" in client.get(reverse("unused_references")).text
    response = client.post(reverse("unused_references"), follow=True)
    assert "1 reference deleted." in response.text
    assert "You have no unused references." in response.text
    assert not default_storage.exists(only_reference.file)
    assert set(Upload.objects.all()) == {used, unused_of_bob}


def test_a_busy_studio_responds_503_and_the_upload_can_be_retried(alice, client_for, monkeypatch):
    monkeypatch.setattr(upload_slots, "SLOT_TIMEOUT", 0)
    client = client_for(alice)
    with upload_slots.taken_by(alice.pk):
        response = upload_file(client)
    assert response.status_code == 503
    assert "try again in a minute" in response.text
    assert "data-ref-retry" in response.text
    assert upload_file(client).status_code == 200
