"""GET /images/<id>/ shows one image with all its details; its files are served after an access check."""

import errno
import io
from unittest.mock import Mock
from urllib.parse import quote

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image as Pillow

from studio.infra.storage import DurableFileSystemStorage
from tests.fixtures import image_bytes, normalize_page

pytestmark = pytest.mark.django_db

COPIES = {"small": 320, "preview": 1280, "large": 2560}
VARIANTS = [*COPIES, "thumbnail", "original", "download"]


def test_the_page_shows_prompt_parameters_and_tokens(alice, create_images, client_for):
    image = create_images(alice, prompt="雨夜的城市街道")[0]
    text = client_for(alice).get(image.get_absolute_url()).text
    for fact in ("雨夜的城市街道", "doubao-seedream-4.5", "16,384", image.download_url):
        assert fact in text


def test_the_page_links_to_its_neighbours(alice, create_images, client_for):
    older, image, newer = (create_images(alice)[0] for _ in range(3))
    text = client_for(alice).get(image.get_absolute_url()).text
    assert older.get_absolute_url() in text
    assert newer.get_absolute_url() in text


def test_the_page_takes_few_queries(alice, create_images, client_for):
    image = create_images(alice, 15)[0]
    client = client_for(alice)
    with CaptureQueriesContext(connection) as queries:
        client.get(image.get_absolute_url())
    assert len(queries) <= 17


def body(response) -> bytes:
    return response.content if not response.streaming else b"".join(response.streaming_content)


def test_the_download_is_the_untouched_jpeg_under_a_generated_name(alice, create_images, client_for):
    image = create_images(alice)[0]
    response = client_for(alice).get(image.download_url)
    assert body(response) == image_bytes(300, 200)
    assert response.headers["Content-Disposition"] == f'attachment; filename="{image.day} A vase 01.jpg"'


def test_a_chinese_file_name_is_sent_encoded(alice, create_images, client_for):
    image = create_images(alice, prompt="雨夜")[0]
    name = quote(f"{image.day} 雨夜 01.jpg")
    response = client_for(alice).get(image.download_url)
    assert response.headers["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"


@pytest.mark.parametrize(("variant", "side"), COPIES.items())
def test_a_copy_is_made_on_the_first_view(variant, side, alice, create_images, client_for):
    image = create_images(alice)[0]
    assert not default_storage.exists(image.copy(side))
    response = client_for(alice).get(reverse("image_file", args=[image.pk, variant]))
    assert response.headers["Content-Type"] == "image/webp"
    assert default_storage.exists(image.copy(side))
    assert image.copy(side) in image.files


@pytest.mark.parametrize("variant", COPIES)
def test_a_copy_that_cannot_be_stored_is_still_shown(variant, alice, create_images, client_for, monkeypatch):
    image, client = create_images(alice)[0], client_for(alice)
    disk_full = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(DurableFileSystemStorage, "_write_part", Mock(side_effect=disk_full))
    response = client.get(reverse("image_file", args=[image.pk, variant]))
    assert response.status_code == 200
    assert response.headers["Cache-Control"].startswith("private")
    with Pillow.open(io.BytesIO(response.content)) as copy:
        assert copy.format == "WEBP"


def test_a_copy_of_a_missing_file_is_a_404(alice, create_images, client_for):
    image = create_images(alice)[0]
    default_storage.delete(image.file)
    assert client_for(alice).get(image.preview_url).status_code == 404


@pytest.mark.parametrize("variant", VARIANTS)
def test_files_are_served_as_inert_private_images(variant, alice, create_images, client_for):
    response = client_for(alice).get(reverse("image_file", args=[create_images(alice)[0].pk, variant]))
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["Cache-Control"].startswith("private")


def test_a_browser_that_has_the_file_gets_304(alice, create_images, client_for):
    client, url = client_for(alice), create_images(alice)[0].thumb_url
    tag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("variant", VARIANTS)
def test_strangers_get_the_same_404_as_for_a_missing_image(
    variant, alice, bob, charlie, create_images, client_for
):
    existing, missing = create_images(alice)[0].pk, 10**9
    for stranger in (bob, charlie):
        client = client_for(stranger)
        urls = [reverse("image_file", args=[pk, variant]) for pk in (existing, missing)]
        responses = [client.get(url) for url in urls]
        assert [response.status_code for response in responses] == [404, 404]
        assert normalize_page(responses[0].text, urls[0]) == normalize_page(responses[1].text, urls[1])


def test_bob_sees_the_team_s_image_and_charlie_does_not(alice, bob, charlie, team, create_images, client_for):
    image = create_images(alice, team=team)[0]
    assert client_for(bob).get(image.get_absolute_url()).status_code == 200
    assert client_for(bob).get(image.thumb_url).status_code == 200
    assert client_for(charlie).get(image.get_absolute_url()).status_code == 404
    assert client_for(None).get(image.thumb_url).status_code == 302


def test_a_missing_file_is_a_404_and_not_an_error(alice, create_images, client_for):
    image = create_images(alice)[0]
    default_storage.delete(image.thumbnail)
    assert client_for(alice).get(image.thumb_url).status_code == 404


def test_a_small_tile_uses_a_small_copy(alice, create_images, client_for):
    image = create_images(alice)[0]
    assert image.srcset.startswith(f"{image.small_url} 300w")
    with Pillow.open(io.BytesIO(body(client_for(alice).get(image.small_url)))) as copy:
        assert max(copy.size) <= 320
