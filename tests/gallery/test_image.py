"""GET /images/<id>/ shows one image with all that is known of it; its files are served after an access check."""

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
from tests.fixtures import picture, same

pytestmark = pytest.mark.django_db

COPIES = {"small": 320, "preview": 1280, "large": 2560}
VARIANTS = [*COPIES, "thumbnail", "original", "download"]


def test_the_page_names_prompt_parameters_and_tokens(alice, stored, browser_of):
    image = stored(alice, prompt="雨夜的城市街道")[0]
    text = browser_of(alice).get(image.get_absolute_url()).text
    for fact in ("雨夜的城市街道", "doubao-seedream-4.5", "16,384", image.download_url):
        assert fact in text


def test_the_page_leads_to_its_neighbours(alice, stored, browser_of):
    older, image, newer = (stored(alice)[0] for _ in range(3))
    text = browser_of(alice).get(image.get_absolute_url()).text
    assert older.get_absolute_url() in text
    assert newer.get_absolute_url() in text


def test_the_page_takes_few_queries(alice, stored, browser_of):
    image = stored(alice, 15)[0]
    client = browser_of(alice)
    with CaptureQueriesContext(connection) as queries:
        client.get(image.get_absolute_url())
    assert len(queries) <= 17


def body(answer) -> bytes:
    return answer.content if not answer.streaming else b"".join(answer.streaming_content)


def test_the_download_is_the_untouched_jpeg_under_a_generated_name(alice, stored, browser_of):
    image = stored(alice)[0]
    answer = browser_of(alice).get(image.download_url)
    assert body(answer) == picture(300, 200)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{image.day} A vase 01.jpg"'


def test_a_chinese_name_reaches_the_browser_encoded(alice, stored, browser_of):
    image = stored(alice, prompt="雨夜")[0]
    name = quote(f"{image.day} 雨夜 01.jpg")
    answer = browser_of(alice).get(image.download_url)
    assert answer.headers["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"


@pytest.mark.parametrize(("variant", "side"), COPIES.items())
def test_a_copy_is_made_on_the_first_view(variant, side, alice, stored, browser_of):
    image = stored(alice)[0]
    assert not default_storage.exists(image.copy(side))
    answer = browser_of(alice).get(reverse("image_file", args=[image.pk, variant]))
    assert answer.headers["Content-Type"] == "image/webp"
    assert default_storage.exists(image.copy(side))
    assert image.copy(side) in image.files


@pytest.mark.parametrize("variant", COPIES)
def test_a_copy_that_cannot_be_stored_is_shown_all_the_same(variant, alice, stored, browser_of, monkeypatch):
    image, client = stored(alice)[0], browser_of(alice)
    full = OSError(errno.ENOSPC, "No space left on device")
    monkeypatch.setattr(DurableFileSystemStorage, "_write_part", Mock(side_effect=full))
    answer = client.get(reverse("image_file", args=[image.pk, variant]))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].startswith("private")
    with Pillow.open(io.BytesIO(answer.content)) as copy:
        assert copy.format == "WEBP"


def test_a_copy_of_a_file_that_is_gone_is_a_404(alice, stored, browser_of):
    image = stored(alice)[0]
    default_storage.delete(image.file)
    assert browser_of(alice).get(image.preview_url).status_code == 404


@pytest.mark.parametrize("variant", VARIANTS)
def test_files_are_served_as_inert_private_pictures(variant, alice, stored, browser_of):
    answer = browser_of(alice).get(reverse("image_file", args=[stored(alice)[0].pk, variant]))
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"].startswith("private")


def test_a_browser_that_has_the_file_gets_304(alice, stored, browser_of):
    client, url = browser_of(alice), stored(alice)[0].thumb_url
    tag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("variant", VARIANTS)
def test_strangers_get_the_same_answer_as_for_an_image_that_is_not_there(
    variant, alice, bob, charlie, stored, browser_of
):
    there, missing = stored(alice)[0].pk, 10**9
    for stranger in (bob, charlie):
        client = browser_of(stranger)
        urls = [reverse("image_file", args=[pk, variant]) for pk in (there, missing)]
        answers = [client.get(url) for url in urls]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert same(answers[0].text, urls[0]) == same(answers[1].text, urls[1])


def test_bob_sees_what_is_the_teams_and_charlie_does_not(alice, bob, charlie, team, stored, browser_of):
    image = stored(alice, team=team)[0]
    assert browser_of(bob).get(image.get_absolute_url()).status_code == 200
    assert browser_of(bob).get(image.thumb_url).status_code == 200
    assert browser_of(charlie).get(image.get_absolute_url()).status_code == 404
    assert browser_of(None).get(image.thumb_url).status_code == 302


def test_a_file_that_is_gone_is_a_404_and_not_an_error(alice, stored, browser_of):
    image = stored(alice)[0]
    default_storage.delete(image.thumbnail)
    assert browser_of(alice).get(image.thumb_url).status_code == 404


def test_a_small_tile_takes_a_small_copy(alice, stored, browser_of):
    image = stored(alice)[0]
    assert image.srcset.startswith(f"{image.small_url} 300w")
    with Pillow.open(io.BytesIO(body(browser_of(alice).get(image.small_url)))) as copy:
        assert max(copy.size) <= 320
