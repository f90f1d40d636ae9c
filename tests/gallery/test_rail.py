"""GET /gallery/rail/: each count is what its link finds, and says nothing about other people's images."""

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


def fetch_counts(client, query=""):
    page = client.get(f"/gallery/rail/{query}").text
    return dict(re.findall(r'hx-target="#count-([\w-]+)"[^>]*>([^<]*)<', page))


def queryset_of(*images):
    return Image.objects.filter(pk__in=[image.pk for image in images])


@pytest.fixture
def collection(alice, team, create_images):
    """Alice has three private images and four in the team: two in a collection, of which one is in the trash."""
    create_images(alice, 3)
    team_images = create_images(alice, 4, team=team)
    collection = create("Autumn", team, by=alice)
    add_images(queryset_of(*team_images[:2]), collection, by=alice)
    move_to_trash(queryset_of(team_images[0]), by=alice)
    tag(queryset_of(*team_images), ["night"], by=alice)
    favourite(queryset_of(team_images[3]), by=alice)
    return collection


def test_each_count_is_what_its_link_finds(alice, team, collection, client_for):
    night = Tag.objects.get(name="night")
    assert fetch_counts(client_for(alice), f"?team={team.slug}") == {
        "mine": "6",
        "favourites": "1",
        f"team-{team.pk}": "3",
        f"collection-{collection.pk}": "1",
        f"tag-{night.pk}": "3",
    }


def test_my_gallery_has_its_own_links(alice, team, collection, client_for):
    assert fetch_counts(client_for(alice)) == {"mine": "6", "favourites": "1", f"team-{team.pk}": "3"}


def test_my_favourites_do_not_count_for_a_teammate(bob, team, collection, client_for):
    assert fetch_counts(client_for(bob), f"?team={team.slug}")["favourites"] == "0"


def test_a_stranger_gets_no_counts_of_the_team(charlie, team, collection, client_for):
    assert client_for(charlie).get(f"/gallery/rail/?team={team.slug}").status_code == 404
    assert fetch_counts(client_for(charlie)) == {"mine": "0", "favourites": "0"}


def test_beyond_the_counting_limit_a_plus_is_shown(alice, create_images, client_for, monkeypatch):
    create_images(alice, 3)
    for module in (counts, gallery):
        monkeypatch.setattr(module, "COUNTED", 2)
    monkeypatch.setattr("studio.gallery.search.pagination.COUNTED", 2)
    assert fetch_counts(client_for(alice))["mine"] == "2+"


def test_more_teams_cost_no_more_queries(alice, collection, client_for):
    client = client_for(alice)
    with CaptureQueriesContext(connection) as few:
        fetch_counts(client)
    for n in range(5):
        Team.objects.create(name=f"Team {n}", slug=f"team-{n}").memberships.create(user=alice, role="viewer")
    with CaptureQueriesContext(connection) as many:
        assert len(fetch_counts(client)) == 8
    assert len(many) == len(few)
