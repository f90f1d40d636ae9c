"""GET /runs/<id>/zip/: a run's images as one file."""

import io
import zipfile
from urllib.parse import quote

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient
from django.urls import reverse

from studio.audit.actions import Action
from studio.audit.models import AuditEntry
from studio.gallery.curation.sharing import share
from tests.fixtures import run_of

# The file is read in other threads, which see what is committed.
pytestmark = pytest.mark.django_db(transaction=True)


def answer_for(user, run):
    async def ask():
        client = AsyncClient()
        await client.aforce_login(user)
        answer = await client.get(reverse("run_zip", args=[run.pk]))
        return answer, b"".join([piece async for piece in answer]) if answer.streaming else b""

    return async_to_sync(ask)()


def test_it_holds_the_images_of_this_run_and_no_other(alice, stored):
    images, _other = stored(alice, 2, prompt="雨夜"), stored(alice)
    answer, data = answer_for(alice, images[0].generation)
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert names[:2] == [f"{images[0].day} 雨夜 02.jpg", f"{images[0].day} 雨夜 01.jpg"]
    assert len(names) == 4
    name = quote(f"{images[0].day} 雨夜.zip")
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"


def test_in_a_team_it_is_for_the_team_and_nobody_else(alice, bob, charlie, team, stored, browser_of):
    run = stored(alice, team=team)[0].generation
    assert answer_for(bob, run)[0].status_code == 200
    assert browser_of(charlie).get(reverse("run_zip", args=[run.pk])).status_code == 404


def test_an_image_that_was_shared_does_not_open_its_run(alice, bob, team, stored, browser_of):
    image = stored(alice)[0]
    share([image.pk], team, by=alice)
    assert browser_of(bob).get(reverse("run_zip", args=[image.generation_id])).status_code == 404


def test_a_run_without_images_says_so(alice, browser_of):
    run = run_of(alice)
    answer = browser_of(alice).get(reverse("run_zip", args=[run.pk]), follow=True)
    assert answer.redirect_chain == [(run.get_absolute_url(), 302)]
    assert "This run has no images to download." in answer.text


def test_the_download_is_recorded_without_words_of_the_prompt(alice, stored):
    run = stored(alice, prompt="A secret")[0].generation
    answer_for(alice, run)
    entry = AuditEntry.objects.get(action=Action.IMAGES_EXPORTED)
    assert (entry.actor_id, entry.target_id, entry.after) == (alice.pk, run.pk, {"images": 1})
    assert "secret" not in f"{entry.target_name} {entry.words}".lower()
