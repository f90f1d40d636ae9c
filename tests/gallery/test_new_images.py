"""GET /gallery/new/: how many images have come into a gallery since its page was made, and their tiles."""

import html
import re
import uuid
from copy import copy as copy_of
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
def come(stored):
    """New images. In a test all is one transaction, whose moment is long past by then."""

    def make(*args, **kwargs):
        images = stored(*args, **kwargs)
        moment = timezone.now()
        Generation.objects.filter(images__in=images).update(updated=moment)
        Image.objects.filter(pk__in=[image.pk for image in images]).update(stored_at=moment)
        return images

    return make


def asks(client, query=""):
    """Opens the gallery; the answer asks what is new to it."""
    page = client.get(f"/gallery/{query}").text
    address = html.unescape(re.search(r'id="new-images"[^>]*hx-get="([^"]*)"', page)[1])
    return lambda: client.get(address).text


def tiles(client, said):
    address = html.unescape(re.search(r'hx-get="([^"]*)"', said)[1])
    return client.get(address, headers={"HX-Request": "true"}).text


def shown(text):
    return {int(pk) for pk in re.findall(r'name="image" value="(\d+)" form="selection"', text)}


def test_what_is_on_the_page_is_not_new(alice, come, browser_of):
    come(alice, 3)
    assert not asks(browser_of(alice))().strip()


def test_ones_own_new_images_are_counted_and_come_as_tiles(alice, come, browser_of):
    come(alice)
    client = browser_of(alice)
    new = asks(client)
    images = come(alice, 2)
    assert "2 new images" in new()
    assert shown(tiles(client, new())) == {image.pk for image in images}


def test_after_the_click_the_page_asks_for_what_came_later_still(alice, come, browser_of):
    come(alice)
    client = browser_of(alice)
    new = asks(client)
    come(alice)
    page = tiles(client, new())
    address = html.unescape(re.search(r'id="new-images"[^>]*hx-get="([^"]*)"', page)[1])
    assert not client.get(address).text.strip()
    come(alice)
    assert "1 new image" in client.get(address).text


def test_what_a_teammate_shares_is_new_to_the_team_however_old(alice, bob, team, come, browser_of):
    old, *_ = come(alice), come(bob, team=team)
    new = asks(browser_of(bob), f"?team={team.slug}")
    share([old[0].pk], team, by=alice)
    Image.objects.filter(pk=old[0].pk).update(shared_at=timezone.now())
    assert "1 new image" in new()
    unshare([old[0].pk], by=alice)
    assert not new().strip()


def test_only_what_the_filters_find_is_counted(alice, come, browser_of):
    come(alice, prompt="A vase")
    new = asks(browser_of(alice), "?q=vase")
    come(alice, prompt="A lake")
    assert not new().strip()
    come(alice, prompt="A blue vase")
    assert "1 new image" in new()


@pytest.mark.parametrize("query", ["?sort=oldest", "?sort=rating", "?before=2"])
def test_where_new_images_have_no_place_the_page_is_loaded_anew(query, alice, come, browser_of):
    come(alice)
    new = asks(browser_of(alice), query)
    come(alice)
    assert "New images. Reload" in new()
    assert "hx-get" not in new()


def test_the_first_image_of_all_loads_the_page(alice, come, browser_of):
    new = asks(browser_of(alice))
    come(alice)
    assert "New images. Reload" in new()


def test_more_than_fit_are_not_counted_out(alice, come, browser_of):
    come(alice)
    new = asks(browser_of(alice))
    for _ in range(MOST // 15 + 1):
        come(alice, 15)
    assert "New images. Reload" in new()


def test_nobody_is_notified_of_what_they_may_not_see(alice, bob, charlie, team, come, browser_of):
    come(bob)
    new = asks(browser_of(bob))
    come(alice)
    assert not new().strip()
    since = (timezone.now() - timedelta(hours=1)).isoformat()
    answer = browser_of(charlie).get("/gallery/new/", {"team": team.slug, "since": since})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "query", ["", "?since=yesterday", "?since=2026-02-30T00:00:00Z", "?known=-1,x,%C2%B2"]
)
def test_an_address_that_makes_no_sense_finds_nothing(query, alice, come, browser_of):
    come(alice)
    assert not browser_of(alice).get(f"/gallery/new/{query}").text.strip()


def test_the_cost_is_that_of_what_came(alice, team, come):
    """The moment is found by an index, whatever else the gallery holds."""
    copy(come(alice, team=team)[0], 1_000)
    with CaptureQueriesContext(connection) as queries:
        find_new_images(team, viewer=alice, since=timezone.now(), most=MOST)
    made, shared = (plan(query["sql"]) for query in queries.captured_queries)
    assert re.search(r"run_team_updated.*Index Cond: \(\(team_id = \d+\) AND \(updated > ", made)
    assert re.search(r"image_team_shared.*Index Cond: \(\(team_id = \d+\) AND \(shared_at > ", shared)
    assert "Seq Scan" not in made + shared


def copy(image, times):
    """Runs of the days before, with an image each."""
    runs = [Generation.objects.defer(None).get(pk=image.generation_id) for _ in range(times)]
    for days, run in enumerate(runs, 1):
        run.pk, run.submission, run.updated = None, uuid.uuid4(), timezone.now() - timedelta(days=days)
    Generation.objects.bulk_create(runs)
    original = Image.objects.defer(None).get(pk=image.pk)
    images = [copy_of(original) for _ in runs]
    for one, run in zip(images, runs, strict=True):
        one.pk, one.generation = None, run
    Image.objects.bulk_create(images)


def plan(sql):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE generations_generation, generations_image")
        cursor.execute(f"EXPLAIN {sql}")
        return " ".join(row[0] for row in cursor)
