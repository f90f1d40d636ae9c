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
from tests.fixtures import create_run

# The file is read in other threads, which see only committed rows.
pytestmark = pytest.mark.django_db(transaction=True)


def download_zip(user, run):
    async def request():
        client = AsyncClient()
        await client.aforce_login(user)
        response = await client.get(reverse("run_zip", args=[run.pk]))
        return response, b"".join([chunk async for chunk in response]) if response.streaming else b""

    return async_to_sync(request)()


def test_the_zip_holds_the_images_of_this_run_and_no_other(alice, create_images):
    images, _other = create_images(alice, 2, prompt="雨夜"), create_images(alice)
    response, data = download_zip(alice, images[0].generation)
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert names[:2] == [f"{images[0].day} 雨夜 02.jpg", f"{images[0].day} 雨夜 01.jpg"]
    assert len(names) == 4
    name = quote(f"{images[0].day} 雨夜.zip")
    assert response["Content-Disposition"] == f"attachment; filename*=utf-8''{name}"


def test_the_zip_of_a_team_run_is_for_the_team_and_nobody_else(
    alice, bob, charlie, team, create_images, client_for
):
    run = create_images(alice, team=team)[0].generation
    assert download_zip(bob, run)[0].status_code == 200
    assert client_for(charlie).get(reverse("run_zip", args=[run.pk])).status_code == 404


def test_a_shared_image_gives_no_access_to_its_run(alice, bob, team, create_images, client_for):
    image = create_images(alice)[0]
    share([image.pk], team, by=alice)
    assert client_for(bob).get(reverse("run_zip", args=[image.generation_id])).status_code == 404


def test_a_run_without_images_says_so(alice, client_for):
    run = create_run(alice)
    response = client_for(alice).get(reverse("run_zip", args=[run.pk]), follow=True)
    assert response.redirect_chain == [(run.get_absolute_url(), 302)]
    assert "This run has no images to download." in response.text


def test_the_download_is_recorded_without_the_prompt(alice, create_images):
    run = create_images(alice, prompt="A secret")[0].generation
    download_zip(alice, run)
    entry = AuditEntry.objects.get(action=Action.IMAGES_EXPORTED)
    assert (entry.actor_id, entry.target_id, entry.after) == (alice.pk, run.pk, {"images": 1})
    assert "secret" not in f"{entry.target_name} {entry.search_vector}".lower()
