"""S3 cannot be reached: people are told so and lose nothing, and fetched images wait on their rows."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from studio.generations.composer.uploads import store
from studio.generations.execution import fetch, worker_context
from studio.generations.models import Image, Upload
from tests.fixtures import picture, run_of
from tests.provider.fake_server import answering, fake_server
from tests.provider.pictures import jpeg

SENTENCE = "The file storage is unavailable."


@pytest.fixture
def outage(settings: Any) -> Iterator[Any]:
    """Call it, and the studio's files are in an S3 where nobody answers."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        options = {
            "bucket_name": "bucket",
            "endpoint_url": f"http://127.0.0.1:{unused.getsockname()[1]}",
            "access_key": "key",
            "secret_key": "secret",
            "region_name": "us-east-1",
        }

        def begin() -> None:
            s3 = {"BACKEND": "studio.infra.s3_storage.S3Storage", "OPTIONS": options}
            settings.STORAGES = {**settings.STORAGES, "default": s3}

        yield begin


@pytest.mark.django_db
def test_a_picture_is_503_with_a_sentence(alice, browser_of, outage):
    upload = store(SimpleUploadedFile("a.jpg", picture()), by=alice)
    outage()
    answer = browser_of(alice).get(upload.thumb_url)
    assert answer.status_code == 503
    assert SENTENCE in answer.text
    assert SENTENCE in answer.headers["HX-Trigger"]
    assert answer.headers["Retry-After"] == "30"


@pytest.mark.django_db
def test_an_upload_may_be_sent_again(alice, browser_of, outage):
    outage()
    answer = browser_of(alice).post(reverse("references"), {"file": SimpleUploadedFile("a.jpg", picture())})
    assert answer.status_code == 503
    assert SENTENCE in answer.text
    assert "data-ref-retry" in answer.text
    assert not Upload.objects.exists()


@pytest.mark.django_db(transaction=True)
async def test_a_fetched_image_waits_and_its_row_says_why(alice, settings, outage):
    async with fake_server(answering(200, jpeg())) as server:
        settings.PROVIDER_URL = f"http://localhost:{server.port}/v1"
        slot = await sync_to_async(announced)(alice, f"http://localhost:{server.port}/a.jpg")
        async with worker_context.open():
            outage()
            await fetch.fetch(slot.pk)
    row = await Image.objects.aget(pk=slot.pk)
    assert (row.state, row.fetch_error) == ("announced", "storage_unavailable")
    assert row.fetch_after > timezone.now()


@pytest.mark.django_db(transaction=True)
async def test_it_is_stored_with_its_thumbnail_once_there_is_a_storage(alice, settings):
    async with fake_server(answering(200, jpeg())) as server:
        settings.PROVIDER_URL = f"http://localhost:{server.port}/v1"
        slot = await sync_to_async(announced)(alice, f"http://localhost:{server.port}/a.jpg")
        async with worker_context.open():
            await fetch.fetch(slot.pk)
    row = await Image.objects.aget(pk=slot.pk)
    assert (row.state, row.fetch_error, row.width) == ("stored", "", 320)
    assert row.thumbnail.endswith(".webp")


def announced(owner: Any, link: str) -> Image:
    slot = run_of(owner).images.get()
    Image.objects.filter(pk=slot.pk).update(
        state="announced", link=link, announced_at=timezone.now(), fetch_attempts=1
    )
    return slot
