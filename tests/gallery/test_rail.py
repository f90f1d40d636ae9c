"""GET /gallery/rail/: the numbers at the side are what each link finds, and say nothing of what others have."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.accounts.models import Team
from studio.gallery.curation.collections import add_images, create
from studio.gallery.curation.favourites import favourite
from studio.gallery.curation.tags import tag
from studio.gallery.curation.trash import move_to_trash
from studio.gallery.models import Tag
from studio.gallery.search import counts
from studio.gallery.views.search import gallery
from studio.generations.models import Image

pytestmark = pytest.mark.django_db


def numbers(client, query=""):
    page = client.get(f"/gallery/rail/{query}").text
    return dict(re.findall(r'hx-target="#count-([\w-]+)"[^>]*>([^<]*)<', page))


def of(*images):
    return Image.objects.filter(pk__in=[one.pk for one in images])


@pytest.fixture
def shelf(alice, team, stored):
    """Alice has three images at home and four in the team: two in a collection, of which one lies in the trash."""
    stored(alice, 3)
    here = stored(alice, 4, team=team)
    shelf = create("Autumn", team, by=alice)
    add_images(of(*here[:2]), shelf, by=alice)
    move_to_trash(of(here[0]), by=alice)
    tag(of(*here), ["night"], by=alice)
    favourite(of(here[3]), by=alice)
    return shelf


def test_each_number_is_what_its_link_finds(alice, team, shelf, browser_of):
    night = Tag.objects.get(name="night")
    assert numbers(browser_of(alice), f"?team={team.slug}") == {
        "mine": "6",
        "favourites": "1",
        f"team-{team.pk}": "3",
        f"collection-{shelf.pk}": "1",
        f"tag-{night.pk}": "3",
    }


def test_my_own_gallery_has_links_of_its_own(alice, team, shelf, browser_of):
    assert numbers(browser_of(alice)) == {"mine": "6", "favourites": "1", f"team-{team.pk}": "3"}


def test_my_favourites_are_not_my_team_mate_s(bob, team, shelf, browser_of):
    assert numbers(browser_of(bob), f"?team={team.slug}")["favourites"] == "0"


def test_a_stranger_learns_nothing(charlie, team, shelf, browser_of):
    assert browser_of(charlie).get(f"/gallery/rail/?team={team.slug}").status_code == 404
    assert numbers(browser_of(charlie)) == {"mine": "0", "favourites": "0"}


def test_beyond_what_is_counted_there_is_a_plus(alice, stored, browser_of, monkeypatch):
    stored(alice, 3)
    for module in (counts, gallery):
        monkeypatch.setattr(module, "COUNTED", 2)
    monkeypatch.setattr("studio.gallery.search.pagination.COUNTED", 2)
    assert numbers(browser_of(alice))["mine"] == "2+"


def test_more_teams_cost_no_more_queries(alice, shelf, browser_of):
    client = browser_of(alice)
    with CaptureQueriesContext(connection) as few:
        numbers(client)
    for n in range(5):
        Team.objects.create(name=f"Team {n}", slug=f"team-{n}").memberships.create(user=alice, role="viewer")
    with CaptureQueriesContext(connection) as many:
        assert len(numbers(client)) == 8
    assert len(many) == len(few)
