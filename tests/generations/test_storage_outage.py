"""S3 is unreachable: users see a message and can retry, and downloaded images are fetched again later."""

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
from tests.fixtures import create_run, image_bytes
from tests.provider.fake_server import fake_server, responding
from tests.provider.sample_images import jpeg

MESSAGE = "The file storage is unavailable."


@pytest.fixture
def start_outage(settings: Any) -> Iterator[Any]:
    """Call it to move the studio's files to an S3 endpoint that does not respond."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        options = {
            "bucket_name": "bucket",
            "endpoint_url": f"http://127.0.0.1:{unused.getsockname()[1]}",
            "access_key": "key",
            "secret_key": "secret",
            "region_name": "us-east-1",
        }

        def start() -> None:
            s3 = {"BACKEND": "studio.infra.s3_storage.S3Storage", "OPTIONS": options}
            settings.STORAGES = {**settings.STORAGES, "default": s3}

        yield start


@pytest.mark.django_db
def test_an_image_is_503_with_a_message(alice, client_for, start_outage):
    upload = store(SimpleUploadedFile("a.jpg", image_bytes()), by=alice)
    start_outage()
    response = client_for(alice).get(upload.thumb_url)
    assert response.status_code == 503
    assert MESSAGE in response.text
    assert MESSAGE in response.headers["HX-Trigger"]
    assert response.headers["Retry-After"] == "30"


@pytest.mark.django_db
def test_a_failed_upload_can_be_retried(alice, client_for, start_outage):
    start_outage()
    response = client_for(alice).post(
        reverse("references"), {"file": SimpleUploadedFile("a.jpg", image_bytes())}
    )
    assert response.status_code == 503
    assert MESSAGE in response.text
    assert "data-ref-retry" in response.text
    assert not Upload.objects.exists()


@pytest.mark.django_db(transaction=True)
async def test_a_fetched_image_that_cannot_be_stored_is_fetched_again_later(alice, settings, start_outage):
    async with fake_server(responding(200, jpeg())) as server:
        settings.PROVIDER_URL = f"http://localhost:{server.port}/v1"
        slot = await sync_to_async(create_announced_image)(alice, f"http://localhost:{server.port}/a.jpg")
        async with worker_context.open():
            start_outage()
            await fetch.fetch(slot.pk)
    row = await Image.objects.aget(pk=slot.pk)
    assert (row.state, row.fetch_error) == ("announced", "storage_unavailable")
    assert row.fetch_after > timezone.now()


@pytest.mark.django_db(transaction=True)
async def test_a_fetched_image_is_stored_with_its_thumbnail_without_an_outage(alice, settings):
    async with fake_server(responding(200, jpeg())) as server:
        settings.PROVIDER_URL = f"http://localhost:{server.port}/v1"
        slot = await sync_to_async(create_announced_image)(alice, f"http://localhost:{server.port}/a.jpg")
        async with worker_context.open():
            await fetch.fetch(slot.pk)
    row = await Image.objects.aget(pk=slot.pk)
    assert (row.state, row.fetch_error, row.width) == ("stored", "", 320)
    assert row.thumbnail.endswith(".webp")


def create_announced_image(owner: Any, link: str) -> Image:
    slot = create_run(owner).images.get()
    Image.objects.filter(pk=slot.pk).update(
        state="announced", link=link, announced_at=timezone.now(), fetch_attempts=1
    )
    return slot
