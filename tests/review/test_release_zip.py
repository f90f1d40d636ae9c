"""POST /images/release/: approved images of a selection as a ZIP file of labelled copies."""

import csv
import hashlib
import io
import zipfile

import pytest
from asgiref.sync import async_to_sync
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import AsyncClient

from studio.audit.models import AuditEntry
from studio.review.models import Release
from tests.fixtures import image_bytes
from tests.review.factories import approve, create_image, queryset_of, submit_image

# The file is read in other threads, which see only committed rows.
pytestmark = pytest.mark.django_db(transaction=True)


def download_zip(user, images):
    async def request():
        client = AsyncClient()
        await client.aforce_login(user)
        response = await client.post("/images/release/", {"image": [image.pk for image in images]})
        return response, b"".join([chunk async for chunk in response]) if response.streaming else b""

    return async_to_sync(request)()


@pytest.fixture
def images(alice, rita, team):
    """Three of Alice's images; the last one is still in review."""
    images = [create_image(team, by=alice, prompt=f"Vase {number}") for number in range(3)]
    for image in images:
        name = default_storage.save(f"images/{image.pk}.jpg", ContentFile(image_bytes(300, 200)))
        queryset_of(image).update(file=name)
        submit_image(image, by=alice)
    for image in images[:2]:
        approve(image, by=rita)
    return images


def test_approved_images_are_labelled_and_recorded(alice, images):
    response, data = download_zip(alice, images)
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = [image.download_name for image in images[:2]]
    assert sorted(archive.namelist()) == sorted([*names, "manifest.csv", "manifest.json"])
    hashes = {hashlib.sha256(archive.read(name)).hexdigest() for name in names}
    assert set(Release.objects.values_list("sha256", flat=True)) == hashes
    assert all(b"TC260:AIGC" in archive.read(name) for name in names)
    table = csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig")))
    assert {row["sha256"] for row in table} == hashes
    assert response["Content-Disposition"].startswith('attachment; filename="seedream-brand-studio-')


def test_the_audit_log_names_the_request(alice, images):
    response, _data = download_zip(alice, images)
    entries = AuditEntry.objects.filter(action="review.released")
    assert [entry.request_id for entry in entries] == [response["X-Request-ID"]] * 2


def test_without_an_approved_image_no_file_is_sent(alice, images):
    response, _data = download_zip(alice, images[2:])
    assert response.status_code == 302
    assert not Release.objects.exists()


def test_charlie_gets_nothing(charlie, images):
    response, _data = download_zip(charlie, images)
    assert response.status_code == 302
    assert not Release.objects.exists()
