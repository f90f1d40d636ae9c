"""Every error of a download is stored on the image's row, and the download is retried."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from studio.generations.execution import fetch, worker_context
from studio.generations.models import Image
from studio.provider.download.fetcher import ResultClient
from tests.fixtures import create_run

pytestmark = pytest.mark.django_db(transaction=True)

INVALID_HOST_URL = "https://xn--.results.example/a.jpg"


def create_announced_image(owner: Any, link: str) -> Image:
    slot = create_run(owner).images.get()
    Image.objects.filter(pk=slot.pk).update(
        state="announced", link=link, announced_at=timezone.now(), fetch_attempts=1
    )
    return slot


async def fetch_once(slot: Image) -> Image:
    """The row after one attempt."""
    async with worker_context.open():
        await fetch.fetch(slot.pk)
    return await Image.objects.aget(pk=slot.pk)


async def test_an_unparsable_link_is_recorded_as_an_error(alice: Any) -> None:
    slot = await fetch_once(await sync_to_async(create_announced_image)(alice, INVALID_HOST_URL))
    assert (slot.state, slot.fetch_error) == ("announced", "bad_url")
    assert slot.fetch_after > timezone.now()


async def test_an_unexpected_error_is_recorded_without_the_link(
    alice: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(self: ResultClient, url: str, into: object) -> None:
        raise ZeroDivisionError(url)

    monkeypatch.setattr(ResultClient, "fetch", broken)
    slot = await fetch_once(
        await sync_to_async(create_announced_image)(alice, "https://results.example/secret")
    )
    assert (slot.state, slot.fetch_error) == ("announced", "ZeroDivisionError")
    assert "in broken" in caplog.text
    assert "secret" not in caplog.text
