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
UNREADABLE = (
    "collection=abc&tag=xyz", "tag=" + "9" * 30, "tags=5", "shape=round", "size=8K", "from=2026-02-30", "to=yesterday",
    "stars=9", "by=alice", "q=!!!", "q=" + "a" * 500, "q=" + "a+" * 13, "collection=1&collection=2",
    "&".join(["tag=1"] * 51),
)  # fmt: skip
READABLE_ONES = (
    "", "q=vase", "q=vase+!", "q=&by=&tag=", "shape=square&shape=pano", "from=2026-01-01&to=2026-12-31", "stars=5",
    "fav=1&refs=1&sort=oldest", "model=x", "collection=7", "by=3&tag=4&tag=5", "size=4K",
)  # fmt: skip


@pytest.mark.parametrize("route", ACTIONS)
def test_no_action_takes_it_for_everything(route, alice, stored, browser_of):
    (image,) = stored(alice)
    form = {"all": "collection=abc&tag=xyz", "back": "/gallery/", **ACTIONS[route]}
    answer = browser_of(alice).post(reverse(route), form)
    assert answer.status_code == 400
    assert "Invalid filter: collection, tag. Nothing was changed." in answer.text
    assert Image.objects.get() == image
    assert Image.objects.filter(state="stored", ratings=0, tags=None, favourites=None).exists()


def test_neither_is_it_shared_nor_put_into_order(alice, team, stored, browser_of):
    stored(alice)
    client = browser_of(alice)
    assert client.post(reverse("images_share"), {"all": "tag=x", "team": team.slug}).status_code == 400
    assert Image.objects.filter(team=team).count() == 0


def test_nor_is_it_kept_as_a_search(alice, browser_of):
    answer = browser_of(alice).post(reverse("searches"), {"name": "Mine", "query": "q=vase&tag=xyz"})
    assert answer.status_code == 400
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read(text):
    assert unreadable(QueryDict(text))


@pytest.mark.parametrize("text", READABLE_ONES)
def test_what_can(text):
    assert not unreadable(QueryDict(text))


def test_every_filter_of_the_gallery_is_known():
    assert set(READABLE) == {"team", *FILTERS}


def test_everything_is_taken_when_everything_is_asked_for(alice, stored, browser_of):
    stored(alice, 2)
    browser_of(alice).post(reverse("images_trash"), {"all": "", "back": "/gallery/"})
    assert Image.objects.filter(state="stored").count() == 0
