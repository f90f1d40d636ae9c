"""Every failure of a download is written on the image's row, and the download is tried again."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from studio.generations.execution import fetch, worker_context
from studio.generations.models import Image
from studio.provider.download.fetcher import ResultClient
from tests.fixtures import run_of

pytestmark = pytest.mark.django_db(transaction=True)

BROKEN_NAME = "https://xn--.results.example/a.jpg"


def announced(owner: Any, link: str) -> Image:
    slot = run_of(owner).images.get()
    Image.objects.filter(pk=slot.pk).update(
        state="announced", link=link, announced_at=timezone.now(), fetch_attempts=1
    )
    return slot


async def fetched(slot: Image) -> Image:
    """The row after one try."""
    async with worker_context.open():
        await fetch.fetch(slot.pk)
    return await Image.objects.aget(pk=slot.pk)


async def test_a_link_that_cannot_even_be_read_is_written_down(alice: Any) -> None:
    slot = await fetched(await sync_to_async(announced)(alice, BROKEN_NAME))
    assert (slot.state, slot.fetch_error) == ("announced", "bad_url")
    assert slot.fetch_after > timezone.now()


async def test_an_error_that_nobody_expected_is_written_down_without_the_link(
    alice: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(self: ResultClient, url: str, into: object) -> None:
        raise ZeroDivisionError(url)

    monkeypatch.setattr(ResultClient, "fetch", broken)
    slot = await fetched(await sync_to_async(announced)(alice, "https://results.example/secret"))
    assert (slot.state, slot.fetch_error) == ("announced", "ZeroDivisionError")
    assert "in broken" in caplog.text
    assert "secret" not in caplog.text
