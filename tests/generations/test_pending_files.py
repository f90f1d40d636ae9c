"""Names stand in the database before the files: what a kill leaves is found and deleted, what a row names never is."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now

from studio.generations.composer.uploads import store
from studio.generations.execution import transitions
from studio.generations.execution.fetch import _name_in_row
from studio.generations.files import pending_files
from studio.generations.models import Image, PendingFile
from studio.provider.stream.events import ImageSucceeded
from tests.fixtures import picture, run_of

pytestmark = pytest.mark.django_db

FILES = {"file": "images/a.jpg", "thumbnail": "images/a.webp"}
FACTS = {"width": 64, "height": 48, "bytes": 5, "sha256": "0" * 64}


@pytest.fixture
def slot(alice) -> Image:
    """An image whose files have just been written."""
    run = run_of(alice)
    transitions.claim(run.pk)
    transitions.image_made(run.pk, ImageSucceeded(index=0, url="https://pictures.example/0.jpg"))
    slot = run.images.get()
    pending_files.announce(FILES.values(), image=slot.pk)
    for name in FILES.values():
        default_storage.save(name, ContentFile(b"bytes"))
    return slot


def a_day_passes() -> None:
    PendingFile.objects.update(created=Now() - timedelta(days=2))


def stored() -> list[bool]:
    return [default_storage.exists(name) for name in FILES.values()]


def test_files_without_a_row_are_deleted_after_a_day(slot):
    assert pending_files.remove_orphans() == 0
    assert stored() == [True, True]
    a_day_passes()
    assert pending_files.remove_orphans() == 2
    assert stored() == [False, False]
    assert not PendingFile.objects.exists()


def test_files_that_a_row_names_are_kept(slot):
    assert _name_in_row(slot.pk, FILES, FACTS)
    assert not PendingFile.objects.exists()
    pending_files.announce(FILES.values(), image=slot.pk)
    a_day_passes()
    assert pending_files.remove_orphans() == pending_files.discard(FILES.values()) == 0
    assert stored() == [True, True]
    assert not PendingFile.objects.exists()


def test_a_row_cannot_name_files_that_were_taken_for_orphans(slot):
    a_day_passes()
    pending_files.remove_orphans()
    assert not _name_in_row(slot.pk, FILES, FACTS)
    slot.refresh_from_db()
    assert (slot.state, slot.file) == ("announced", "")


def test_a_second_fetch_of_a_stored_image_deletes_its_own_files_alone(slot):
    others = {"file": "images/b.jpg", "thumbnail": "images/b.webp"}
    pending_files.announce(others.values(), image=slot.pk)
    assert _name_in_row(slot.pk, FILES, FACTS)
    assert not _name_in_row(slot.pk, others, FACTS)
    pending_files.discard([*others.values(), *FILES.values()])
    assert stored() == [True, True]
    assert not PendingFile.objects.exists()


def test_an_upload_leaves_no_pending_name(alice):
    upload = store(SimpleUploadedFile("vase.jpg", picture(), "image/jpeg"), by=alice)
    assert not PendingFile.objects.exists()
    pending_files.announce([upload.file, upload.thumbnail])
    a_day_passes()
    assert pending_files.remove_orphans() == 0
    assert default_storage.exists(upload.file)
