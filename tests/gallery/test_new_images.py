"""GET /gallery/new/: how many images were added to a gallery since its page was rendered, and their tiles."""

import html
import re
import uuid
from copy import copy
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.gallery.curation.sharing import share, unshare
from studio.gallery.search.new_images import MOST
from studio.generations.live.new_images import find_new_images
from studio.generations.models import Generation, Image

pytestmark = pytest.mark.django_db


@pytest.fixture
def add_images(create_images):
    """Adds new images. A test is one transaction with one early now(), so their times are set here."""

    def make(*args, **kwargs):
        images = create_images(*args, **kwargs)
        now = timezone.now()
        Generation.objects.filter(images__in=images).update(updated=now)
        Image.objects.filter(pk__in=[image.pk for image in images]).update(stored_at=now)
        return images

    return make


def open_gallery(client, query=""):
    """Opens the gallery; the returned function polls for images that are new since then."""
    page = client.get(f"/gallery/{query}").text
    address = html.unescape(re.search(r'id="new-images"[^>]*hx-get="([^"]*)"', page)[1])
    return lambda: client.get(address).text


def load_tiles(client, text):
    address = html.unescape(re.search(r'hx-get="([^"]*)"', text)[1])
    return client.get(address, headers={"HX-Request": "true"}).text


def image_ids(text):
    return {int(pk) for pk in re.findall(r'name="image" value="(\d+)" form="selection"', text)}


def test_images_on_the_page_are_not_new(alice, add_images, client_for):
    add_images(alice, 3)
    assert not open_gallery(client_for(alice))().strip()


def test_my_new_images_are_counted_and_load_as_tiles(alice, add_images, client_for):
    add_images(alice)
    client = client_for(alice)
    poll = open_gallery(client)
    images = add_images(alice, 2)
    assert "2 new images" in poll()
    assert image_ids(load_tiles(client, poll())) == {image.pk for image in images}


def test_after_loading_new_images_the_page_polls_for_later_ones(alice, add_images, client_for):
    add_images(alice)
    client = client_for(alice)
    poll = open_gallery(client)
    add_images(alice)
    page = load_tiles(client, poll())
    address = html.unescape(re.search(r'id="new-images"[^>]*hx-get="([^"]*)"', page)[1])
    assert not client.get(address).text.strip()
    add_images(alice)
    assert "1 new image" in client.get(address).text


def test_a_newly_shared_image_is_new_to_the_team_however_old(alice, bob, team, add_images, client_for):
    old, *_ = add_images(alice), add_images(bob, team=team)
    poll = open_gallery(client_for(bob), f"?team={team.slug}")
    share([old[0].pk], team, by=alice)
    Image.objects.filter(pk=old[0].pk).update(shared_at=timezone.now())
    assert "1 new image" in poll()
    unshare([old[0].pk], by=alice)
    assert not poll().strip()


def test_only_images_that_match_the_filters_are_counted(alice, add_images, client_for):
    add_images(alice, prompt="A vase")
    poll = open_gallery(client_for(alice), "?q=vase")
    add_images(alice, prompt="A lake")
    assert not poll().strip()
    add_images(alice, prompt="A blue vase")
    assert "1 new image" in poll()


@pytest.mark.parametrize("query", ["?sort=oldest", "?sort=rating", "?before=2"])
def test_where_new_images_cannot_be_inserted_a_reload_is_offered(query, alice, add_images, client_for):
    add_images(alice)
    poll = open_gallery(client_for(alice), query)
    add_images(alice)
    assert "New images. Reload" in poll()
    assert "hx-get" not in poll()


def test_the_first_image_of_a_gallery_offers_a_reload(alice, add_images, client_for):
    poll = open_gallery(client_for(alice))
    add_images(alice)
    assert "New images. Reload" in poll()


def test_beyond_the_limit_a_reload_is_offered(alice, add_images, client_for):
    add_images(alice)
    poll = open_gallery(client_for(alice))
    for _ in range(MOST // 15 + 1):
        add_images(alice, 15)
    assert "New images. Reload" in poll()


def test_images_without_access_are_not_announced(alice, bob, charlie, team, add_images, client_for):
    add_images(bob)
    poll = open_gallery(client_for(bob))
    add_images(alice)
    assert not poll().strip()
    since = (timezone.now() - timedelta(hours=1)).isoformat()
    response = client_for(charlie).get("/gallery/new/", {"team": team.slug, "since": since})
    assert response.status_code == 404


@pytest.mark.parametrize(
    "query", ["", "?since=yesterday", "?since=2026-02-30T00:00:00Z", "?known=-1,x,%C2%B2"]
)
def test_an_invalid_query_finds_nothing(query, alice, add_images, client_for):
    add_images(alice)
    assert not client_for(alice).get(f"/gallery/new/{query}").text.strip()


def test_new_images_are_found_by_an_index(alice, team, add_images):
    """However many older images the gallery holds."""
    create_older_runs(add_images(alice, team=team)[0], 1_000)
    with CaptureQueriesContext(connection) as queries:
        find_new_images(team, viewer=alice, since=timezone.now(), most=MOST)
    made, shared = (explain(query["sql"]) for query in queries.captured_queries)
    assert re.search(r"run_team_updated.*Index Cond: \(\(team_id = \d+\) AND \(updated > ", made)
    assert re.search(r"image_team_shared.*Index Cond: \(\(team_id = \d+\) AND \(shared_at > ", shared)
    assert "Seq Scan" not in made + shared


def create_older_runs(image, count):
    """Creates runs of earlier days with one image each."""
    runs = [Generation.objects.defer(None).get(pk=image.generation_id) for _ in range(count)]
    for days, run in enumerate(runs, 1):
        run.pk, run.submission, run.updated = None, uuid.uuid4(), timezone.now() - timedelta(days=days)
    Generation.objects.bulk_create(runs)
    original = Image.objects.defer(None).get(pk=image.pk)
    images = [copy(original) for _ in runs]
    for image_copy, run in zip(images, runs, strict=True):
        image_copy.pk, image_copy.generation = None, run
    Image.objects.bulk_create(images)


def explain(sql):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE generations_generation, generations_image")
        cursor.execute(f"EXPLAIN {sql}")
        return " ".join(row[0] for row in cursor)
