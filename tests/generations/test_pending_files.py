"""File names are stored before the files: files left by a crash are found and deleted, files in use never are."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.functions import Now

from studio.generations.composer import uploads
from studio.generations.composer.uploads import store
from studio.generations.execution import transitions
from studio.generations.execution.fetch import _save_file_names
from studio.generations.files import pending_files
from studio.generations.media.image_validation import UploadRejected
from studio.generations.models import Image, PendingFile, Upload
from studio.provider.stream.events import ImageSucceeded
from tests.fixtures import create_run, image_bytes

pytestmark = pytest.mark.django_db

FILES = {"file": "images/a.jpg", "thumbnail": "images/a.webp"}
FACTS = {"width": 64, "height": 48, "bytes": 5, "sha256": "0" * 64}


@pytest.fixture
def slot(alice) -> Image:
    """An image whose files have just been written."""
    run = create_run(alice)
    transitions.claim(run.pk)
    transitions.image_made(run.pk, ImageSucceeded(index=0, url="https://pictures.example/0.jpg"))
    slot = run.images.get()
    pending_files.announce(FILES.values(), image=slot.pk)
    for name in FILES.values():
        default_storage.save(name, ContentFile(b"bytes"))
    return slot


def age_pending_files() -> None:
    PendingFile.objects.update(created=Now() - timedelta(days=2))


def files_exist() -> list[bool]:
    return [default_storage.exists(name) for name in FILES.values()]


def test_files_without_a_row_are_deleted_after_a_day(slot):
    assert pending_files.remove_orphans() == 0
    assert files_exist() == [True, True]
    age_pending_files()
    assert pending_files.remove_orphans() == 2
    assert files_exist() == [False, False]
    assert not PendingFile.objects.exists()


def test_files_that_a_row_refers_to_are_kept(slot):
    assert _save_file_names(slot.pk, FILES, FACTS)
    assert not PendingFile.objects.exists()
    pending_files.announce(FILES.values(), image=slot.pk)
    age_pending_files()
    assert pending_files.remove_orphans() == pending_files.discard(FILES.values()) == 0
    assert files_exist() == [True, True]
    assert not PendingFile.objects.exists()


def test_a_row_cannot_refer_to_files_deleted_as_orphans(slot):
    age_pending_files()
    pending_files.remove_orphans()
    assert not _save_file_names(slot.pk, FILES, FACTS)
    slot.refresh_from_db()
    assert (slot.state, slot.file) == ("announced", "")


def test_a_second_fetch_of_a_stored_image_deletes_only_its_own_files(slot):
    other_files = {"file": "images/b.jpg", "thumbnail": "images/b.webp"}
    pending_files.announce(other_files.values(), image=slot.pk)
    assert _save_file_names(slot.pk, FILES, FACTS)
    assert not _save_file_names(slot.pk, other_files, FACTS)
    pending_files.discard([*other_files.values(), *FILES.values()])
    assert files_exist() == [True, True]
    assert not PendingFile.objects.exists()


def test_an_upload_leaves_no_pending_file(alice):
    upload = store(SimpleUploadedFile("vase.jpg", image_bytes(), "image/jpeg"), by=alice)
    assert not PendingFile.objects.exists()
    pending_files.announce([upload.file, upload.thumbnail])
    age_pending_files()
    assert pending_files.remove_orphans() == 0
    assert default_storage.exists(upload.file)


def test_an_upload_whose_files_were_deleted_as_orphans_is_refused(alice, monkeypatch):
    def save_too_slowly(contents):
        names = [default_storage.save(name, ContentFile(data)) for name, data in contents.items()]
        age_pending_files()
        pending_files.remove_orphans()
        return names

    monkeypatch.setattr(uploads, "_save_files", save_too_slowly)
    with pytest.raises(UploadRejected, match="couldn’t be saved"):
        store(SimpleUploadedFile("vase.jpg", image_bytes(), "image/jpeg"), by=alice)
    assert not Upload.objects.exists()
