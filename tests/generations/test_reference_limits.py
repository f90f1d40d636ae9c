"""A person keeps so many unused references; those of runs and drafts do not count."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from studio.generations.composer.uploads import delete_stale, store
from studio.generations.models import Upload
from studio.infra.images import upload_slots
from tests.fixtures import picture, run_of

pytestmark = pytest.mark.django_db


def file(colour: str = "red") -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{colour}.jpg", picture(colour=colour))


def send(client, colour: str = "blue"):
    return client.post(reverse("references"), {"file": file(colour)})


@pytest.fixture
def full(alice, settings) -> Upload:
    """Alice may keep one unused reference, and has it."""
    settings.UNUSED_REFERENCES = 1
    return store(file(), by=alice)


def test_one_more_is_refused_with_what_to_do(full, alice, browser_of):
    answer = send(browser_of(alice))
    assert answer.status_code == 422
    assert "1 unused references" in answer.text
    assert "Delete them under Account" in answer.text
    assert Upload.objects.get() == full


def test_bytes_are_limited_too(alice, settings, browser_of):
    settings.UNUSED_REFERENCES_MB = 1
    Upload.objects.filter(pk=store(file(), by=alice).pk).update(bytes=2**20)
    assert send(browser_of(alice)).status_code == 422


def test_the_same_picture_again_is_no_further_one(full, alice, browser_of):
    assert send(browser_of(alice), "red").status_code == 200


def test_what_a_run_was_made_with_does_not_count(full, alice, browser_of):
    run_of(alice, references=[full])
    assert send(browser_of(alice)).status_code == 200


def test_somebody_elses_do_not_count(full, bob, browser_of):
    assert send(browser_of(bob)).status_code == 200


def test_housekeeping_makes_room(full, alice, browser_of):
    Upload.objects.update(touched=timezone.now() - timedelta(days=2))
    delete_stale()
    assert send(browser_of(alice)).status_code == 200


def test_zero_is_no_limit(full, alice, settings, browser_of):
    settings.UNUSED_REFERENCES = settings.UNUSED_REFERENCES_MB = 0
    assert send(browser_of(alice)).status_code == 200


def test_alice_sees_and_deletes_her_unused_ones_and_no_others(full, alice, bob, browser_of):
    used = store(file("blue"), by=bob)
    run_of(bob, references=[used])
    bobs = store(file("green"), by=bob)
    client = browser_of(alice)
    assert "You have 1 reference (" in client.get(reverse("unused_references")).text
    answer = client.post(reverse("unused_references"), follow=True)
    assert "1 reference deleted." in answer.text
    assert "You have no unused references." in answer.text
    assert not default_storage.exists(full.file)
    assert set(Upload.objects.all()) == {used, bobs}


def test_a_busy_studio_says_so_and_the_file_may_be_sent_again(alice, browser_of, monkeypatch):
    monkeypatch.setattr(upload_slots, "SLOT_TIMEOUT", 0)
    client = browser_of(alice)
    with upload_slots.taken_by(alice.pk):
        answer = send(client)
    assert answer.status_code == 503
    assert "try again in a minute" in answer.text
    assert "data-ref-retry" in answer.text
    assert send(client).status_code == 200
