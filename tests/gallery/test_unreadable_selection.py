"""“All results” of a filter that cannot be read is refused: it must never mean everything."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from studio.gallery.models import SavedSearch
from studio.gallery.search.exact_query import READABLE, unreadable
from studio.gallery.search.query import FILTERS
from studio.generations.models import Image

pytestmark = pytest.mark.django_db

ACTIONS = {
    "images_trash": {},
    "images_tag": {"tag": "blue"},
    "images_favourite": {},
    "images_rate": {"stars": "5"},
    "images_collect": {"name": "Mine"},
    "images_use_as_references": {},
    "images_zip": {},
    "images_dependants": {},
    "images_unshare": {},
}
UNREADABLE_QUERIES = (
    "collection=abc&tag=xyz", "tag=" + "9" * 30, "tags=5", "shape=round", "size=8K", "from=2026-02-30", "to=yesterday",
    "stars=9", "by=alice", "q=!!!", "q=" + "a" * 500, "q=" + "a+" * 13, "collection=1&collection=2",
    "&".join(["tag=1"] * 51),
)  # fmt: skip
READABLE_QUERIES = (
    "", "q=vase", "q=vase+!", "q=&by=&tag=", "shape=square&shape=pano", "from=2026-01-01&to=2026-12-31", "stars=5",
    "fav=1&refs=1&sort=oldest", "model=x", "collection=7", "by=3&tag=4&tag=5", "size=4K",
)  # fmt: skip


@pytest.mark.parametrize("route", ACTIONS)
def test_no_action_treats_an_unreadable_filter_as_everything(route, alice, create_images, client_for):
    (image,) = create_images(alice)
    form = {"all": "collection=abc&tag=xyz", "back": "/gallery/", **ACTIONS[route]}
    response = client_for(alice).post(reverse(route), form)
    assert response.status_code == 400
    assert "Invalid filter: collection, tag. Nothing was changed." in response.text
    assert Image.objects.get() == image
    assert Image.objects.filter(state="stored", ratings=0, tags=None, favourites=None).exists()


def test_sharing_with_an_unreadable_filter_is_refused(alice, team, create_images, client_for):
    create_images(alice)
    client = client_for(alice)
    assert client.post(reverse("images_share"), {"all": "tag=x", "team": team.slug}).status_code == 400
    assert Image.objects.filter(team=team).count() == 0


def test_an_unreadable_filter_is_not_saved_as_a_search(alice, client_for):
    response = client_for(alice).post(reverse("searches"), {"name": "Mine", "query": "q=vase&tag=xyz"})
    assert response.status_code == 400
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("text", UNREADABLE_QUERIES)
def test_unreadable_queries_are_recognised(text):
    assert unreadable(QueryDict(text))


@pytest.mark.parametrize("text", READABLE_QUERIES)
def test_readable_queries_are_accepted(text):
    assert not unreadable(QueryDict(text))


def test_every_filter_of_the_gallery_is_known():
    assert set(READABLE) == {"team", *FILTERS}


def test_an_empty_filter_selects_all_images(alice, create_images, client_for):
    create_images(alice, 2)
    client_for(alice).post(reverse("images_trash"), {"all": "", "back": "/gallery/"})
    assert Image.objects.filter(state="stored").count() == 0
