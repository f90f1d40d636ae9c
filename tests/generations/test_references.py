"""POST /references/ keeps one picture of its sender, and a day later sweeps it when no run used it."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from studio.generations.composer.references import url_problem
from studio.generations.composer.uploads import delete_stale, store
from studio.generations.models import Upload
from tests.fixtures import picture, run_of

pytestmark = pytest.mark.django_db


def send(client, data: bytes, name: str = "vase.jpg"):
    return client.post(reverse("references"), {"file": SimpleUploadedFile(name, data)})


def test_alice_gets_a_tile_that_names_her_picture(alice, browser_of):
    answer = send(browser_of(alice), picture())
    upload = Upload.objects.get()
    assert answer.status_code == 200
    assert f'value="upload:{upload.pk}"' in answer.text
    assert (upload.owner, upload.name, upload.width, upload.height) == (alice, "vase.jpg", 64, 48)


def test_the_same_picture_twice_is_kept_once(alice, browser_of):
    client = browser_of(alice)
    send(client, picture())
    send(client, picture(), "the same under another name.jpg")
    assert Upload.objects.count() == 1


def test_the_same_picture_of_two_people_is_two(alice, charlie, browser_of):
    send(browser_of(alice), picture())
    send(browser_of(charlie), picture())
    assert Upload.objects.count() == 2


def test_a_refused_picture_says_why_and_is_not_kept(alice, browser_of):
    answer = send(browser_of(alice), b"no picture", "notes.txt")
    assert answer.status_code == 422
    assert "Unsupported file" in answer.text
    assert "notes.txt" in answer.text
    assert not Upload.objects.exists()


def test_a_request_without_a_file_says_so(alice, browser_of):
    assert browser_of(alice).post(reverse("references")).status_code == 422


def test_only_its_owner_sees_the_thumbnail(alice, bob, charlie, browser_of):
    send(browser_of(alice), picture())
    url = Upload.objects.get().thumb_url
    assert browser_of(alice).get(url).headers["Content-Type"] == "image/webp"
    assert browser_of(bob).get(url).status_code == 404
    assert browser_of(charlie).get(url).status_code == 404
    assert browser_of(None).get(url).status_code == 302


def test_an_unused_upload_is_swept_after_a_day_with_its_files(alice):
    upload = store(SimpleUploadedFile("a.jpg", picture()), by=alice)
    Upload.objects.update(touched=timezone.now() - timedelta(days=1, minutes=1))
    assert delete_stale() == 1
    assert not default_storage.exists(upload.file)
    assert not default_storage.exists(upload.thumbnail)


def test_an_upload_that_a_run_uses_or_that_is_new_stays(alice):
    used = store(SimpleUploadedFile("a.jpg", picture()), by=alice)
    run_of(alice, references=[used])
    Upload.objects.update(touched=timezone.now() - timedelta(days=2))
    store(SimpleUploadedFile("b.jpg", picture(colour="red")), by=alice)
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
def test_an_address_that_must_not_be_a_reference_is_refused(url):
    assert url_problem(url)


@pytest.mark.parametrize("url", ["https://pictures.example/a.jpg?x=1", "https://图片.example/图.jpg"])
def test_a_plain_https_address_is_a_reference(url):
    assert url_problem(url) == ""
