"""A download is recorded on the image, once, whichever way it leaves."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from studio.generations.models import Image
from tests.generations.finished_runs import finished

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(alice):
    made = finished(alice, 1).images.get()
    default_storage.save(made.file, ContentFile(b"a picture"))
    return made


def downloaded(image: Image):
    return Image.objects.get(pk=image.pk).downloaded_at


def test_a_download_is_recorded_and_a_look_is_not(alice, image, browser_of):
    browser = browser_of(alice)
    browser.get(image.original_url)
    assert downloaded(image) is None
    browser.get(image.download_url)
    assert (first := downloaded(image))
    browser.get(image.download_url)
    assert downloaded(image) == first


@pytest.mark.parametrize("way", ["images_zip", "run_zip"])
def test_a_zip_records_its_images(alice, image, browser_of, way):
    browser = browser_of(alice)
    if way == "images_zip":
        browser.post(reverse(way), {"image": image.pk})
    else:
        browser.get(reverse(way, args=[image.generation_id]))
    assert downloaded(image)


def test_a_stranger_downloads_nothing_and_leaves_no_trace(charlie, image, browser_of):
    assert browser_of(charlie).get(image.download_url).status_code == 404
    assert downloaded(image) is None
