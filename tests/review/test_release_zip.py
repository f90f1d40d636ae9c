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
from tests.fixtures import picture
from tests.review.factories import approve, image_in, rows, submitted

# The file is read in other threads, which see what is committed.
pytestmark = pytest.mark.django_db(transaction=True)


def answer_for(user, images):
    async def ask():
        client = AsyncClient()
        await client.aforce_login(user)
        answer = await client.post("/images/release/", {"image": [one.pk for one in images]})
        return answer, b"".join([piece async for piece in answer]) if answer.streaming else b""

    return async_to_sync(ask)()


@pytest.fixture
def images(alice, rita, team):
    """Three of Alice's, the last of which is still in review."""
    made = [image_in(team, by=alice, prompt=f"Vase {number}") for number in range(3)]
    for image in made:
        name = default_storage.save(f"images/{image.pk}.jpg", ContentFile(picture(300, 200)))
        rows(image).update(file=name)
        submitted(image, by=alice)
    for image in made[:2]:
        approve(image, by=rita)
    return made


def test_approved_images_come_labelled_and_recorded(alice, images):
    answer, data = answer_for(alice, images)
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = [image.download_name for image in images[:2]]
    assert sorted(archive.namelist()) == sorted([*names, "manifest.csv", "manifest.json"])
    hashes = {hashlib.sha256(archive.read(name)).hexdigest() for name in names}
    assert set(Release.objects.values_list("sha256", flat=True)) == hashes
    assert all(b"TC260:AIGC" in archive.read(name) for name in names)
    table = csv.DictReader(io.StringIO(archive.read("manifest.csv").decode("utf-8-sig")))
    assert {row["sha256"] for row in table} == hashes
    assert answer["Content-Disposition"].startswith('attachment; filename="seedream-brand-studio-')


def test_the_audit_log_names_the_request(alice, images):
    answer, _data = answer_for(alice, images)
    entries = AuditEntry.objects.filter(action="review.released")
    assert [entry.request_id for entry in entries] == [answer["X-Request-ID"]] * 2


def test_nothing_approved_is_no_file(alice, images):
    answer, _data = answer_for(alice, images[2:])
    assert answer.status_code == 302
    assert not Release.objects.exists()


def test_charlie_gets_nothing(charlie, images):
    answer, _data = answer_for(charlie, images)
    assert answer.status_code == 302
    assert not Release.objects.exists()
