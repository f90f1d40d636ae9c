"""POST /references/ stores an uploaded image; it is deleted after a day if no run uses it."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from studio.generations.composer.references import url_problem
from studio.generations.composer.uploads import delete_stale, store
from studio.generations.models import Upload
from tests.fixtures import create_run, image_bytes

pytestmark = pytest.mark.django_db


def upload_image(client, data: bytes, name: str = "vase.jpg"):
    return client.post(reverse("references"), {"file": SimpleUploadedFile(name, data)})


def test_the_response_is_a_tile_with_the_upload(alice, client_for):
    response = upload_image(client_for(alice), image_bytes())
    upload = Upload.objects.get()
    assert response.status_code == 200
    assert f'value="upload:{upload.pk}"' in response.text
    assert (upload.owner, upload.name, upload.width, upload.height) == (alice, "vase.jpg", 64, 48)


def test_the_same_image_is_stored_once_per_user(alice, client_for):
    client = client_for(alice)
    upload_image(client, image_bytes())
    upload_image(client, image_bytes(), "the same under another name.jpg")
    assert Upload.objects.count() == 1


def test_the_same_image_of_two_users_is_stored_twice(alice, charlie, client_for):
    upload_image(client_for(alice), image_bytes())
    upload_image(client_for(charlie), image_bytes())
    assert Upload.objects.count() == 2


def test_a_refused_file_gets_a_reason_and_is_not_stored(alice, client_for):
    response = upload_image(client_for(alice), b"no picture", "notes.txt")
    assert response.status_code == 422
    assert "Unsupported file" in response.text
    assert "notes.txt" in response.text
    assert not Upload.objects.exists()


def test_a_request_without_a_file_is_422(alice, client_for):
    assert client_for(alice).post(reverse("references")).status_code == 422


def test_only_the_owner_sees_the_thumbnail(alice, bob, charlie, client_for):
    upload_image(client_for(alice), image_bytes())
    url = Upload.objects.get().thumb_url
    assert client_for(alice).get(url).headers["Content-Type"] == "image/webp"
    assert client_for(bob).get(url).status_code == 404
    assert client_for(charlie).get(url).status_code == 404
    assert client_for(None).get(url).status_code == 302


def test_an_unused_upload_and_its_files_are_deleted_after_a_day(alice):
    upload = store(SimpleUploadedFile("a.jpg", image_bytes()), by=alice)
    Upload.objects.update(touched=timezone.now() - timedelta(days=1, minutes=1))
    assert delete_stale() == 1
    assert not default_storage.exists(upload.file)
    assert not default_storage.exists(upload.thumbnail)


def test_a_used_or_a_new_upload_is_kept(alice):
    used = store(SimpleUploadedFile("a.jpg", image_bytes()), by=alice)
    create_run(alice, references=[used])
    Upload.objects.update(touched=timezone.now() - timedelta(days=2))
    store(SimpleUploadedFile("b.jpg", image_bytes(colour="red")), by=alice)
    assert delete_stale() == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://pictures.example/a.jpg",
        "https://user:pass@pictures.example/a.jpg",
        "https://127.0.0.1/a.jpg",
        "https://127.1/a.jpg",
        "https://2130706433/a.jpg",
        "https://[::1]/a.jpg",
        "javascript:alert(1)",
        "https://",
        "https://pictures.example/a b.jpg",
        "https://pictures.example/" + "a" * 3000,
        "https://[",
    ],
)
def test_an_invalid_reference_url_is_refused(url):
    assert url_problem(url)


@pytest.mark.parametrize("url", ["https://pictures.example/a.jpg?x=1", "https://图片.example/图.jpg"])
def test_a_plain_https_url_is_accepted(url):
    assert url_problem(url) == ""
