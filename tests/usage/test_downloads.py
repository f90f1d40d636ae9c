"""A download is recorded on the image, once, whichever way it is downloaded."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from studio.generations.models import Image
from tests.generations.finished_runs import finished_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(alice):
    created = finished_run(alice, 1).images.get()
    default_storage.save(created.file, ContentFile(b"a picture"))
    return created


def downloaded_at(image: Image):
    return Image.objects.get(pk=image.pk).downloaded_at


def test_a_download_is_recorded_and_a_view_is_not(alice, image, client_for):
    browser = client_for(alice)
    browser.get(image.original_url)
    assert downloaded_at(image) is None
    browser.get(image.download_url)
    assert (first := downloaded_at(image))
    browser.get(image.download_url)
    assert downloaded_at(image) == first


@pytest.mark.parametrize("route", ["images_zip", "run_zip"])
def test_a_zip_records_its_images(alice, image, client_for, route):
    browser = client_for(alice)
    if route == "images_zip":
        browser.post(reverse(route), {"image": image.pk})
    else:
        browser.get(reverse(route, args=[image.generation_id]))
    assert downloaded_at(image)


def test_a_download_by_a_stranger_is_refused_and_not_recorded(charlie, image, client_for):
    assert client_for(charlie).get(image.download_url).status_code == 404
    assert downloaded_at(image) is None
