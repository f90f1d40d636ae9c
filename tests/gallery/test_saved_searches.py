"""Saved searches: kept by a name, opened by their address, offered to the team, deleted."""

import pytest

from studio.accounts.models import Membership, Role
from studio.gallery.models import SavedSearch

pytestmark = pytest.mark.django_db

KEEP = "/gallery/searches/"


def keep(client, query, name="Rain", **more):
    return client.post(KEEP, {"query": query, "name": name, **more}, follow=True)


def rail(client, query=""):
    """What the gallery offers at its side."""
    return client.get(f"/gallery/?{query}").text.partition("<main")[0]


def test_what_is_looked_for_is_kept(alice, browser_of):
    page = keep(browser_of(alice), "q=雨夜&stars=&shape=square").text
    assert "Search saved as “Rain”." in page
    assert SavedSearch.objects.get().query == "q=%E9%9B%A8%E5%A4%9C&shape=square"


def test_opening_it_finds_the_same(alice, stored, browser_of):
    stored(alice, prompt="雨夜的街道")
    stored(alice, prompt="a lotus")
    client = browser_of(alice)
    keep(client, "q=雨夜")
    address = SavedSearch.objects.get().get_absolute_url()
    assert address in rail(client)
    assert client.get(address).text.count('class="image-tile"') == 1


def test_the_same_name_again_replaces_it(alice, browser_of):
    client = browser_of(alice)
    keep(client, "q=rain")
    keep(client, "q=snow")
    assert [one.query for one in SavedSearch.objects.all()] == ["q=snow"]


@pytest.mark.parametrize(
    ("query", "name", "reason"),
    [
        ("q=rain", " ", "Enter a name for the search."),
        ("q=rain", "x" * 61, "A name can have up to 60 characters."),
        ("sort=oldest", "Rain", "Nothing to save yet"),
        ("&".join(f"tag={n}&by={n}" for n in range(10**17, 10**17 + 50)), "Rain", "too long"),
    ],
)
def test_what_cannot_be_kept_is_shown(alice, browser_of, query, name, reason):
    assert reason in keep(browser_of(alice), query, name).text
    assert not SavedSearch.objects.exists()


def test_there_is_a_limit(alice, browser_of, monkeypatch):
    monkeypatch.setattr("studio.gallery.search.saved_searches.MOST", 1)
    client = browser_of(alice)
    keep(client, "q=rain")
    assert "You can save up to 1 searches." in keep(client, "q=snow", "Snow").text


def test_a_search_is_the_owners_until_it_is_offered_to_the_team(alice, bob, charlie, team, browser_of):
    client = browser_of(alice)
    keep(client, f"team={team.slug}&q=rain")
    made = SavedSearch.objects.get()
    assert made.get_absolute_url() == f"/gallery/?team={team.slug}&q=rain"
    assert "Rain" not in rail(browser_of(bob), f"team={team.slug}")
    client.post(f"{KEEP}{made.pk}/", {"shared": "1"})
    assert "Rain" in rail(browser_of(bob), f"team={team.slug}")
    assert "Rain" not in rail(browser_of(charlie))
    for body in ({"shared": "0"}, {"delete": "1"}):
        assert browser_of(charlie).post(f"{KEEP}{made.pk}/", body).status_code == 404
        assert browser_of(bob).post(f"{KEEP}{made.pk}/", body).status_code == 403
    client.post(f"{KEEP}{made.pk}/", {"shared": "0"})
    assert browser_of(bob).post(f"{KEEP}{made.pk}/", {"delete": "1"}).status_code == 404
    assert browser_of(charlie).post(KEEP, {"query": f"team={team.slug}&q=a", "name": "A"}).status_code == 404


def test_a_lead_deletes_what_is_offered_and_a_viewer_offers_nothing(alice, bob, team, browser_of):
    keep(browser_of(bob), f"team={team.slug}&q=rain", shared="1")
    made = SavedSearch.objects.get()
    assert made.is_shared
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    answer = browser_of(bob).post(KEEP, {"query": f"team={team.slug}&q=a", "name": "A", "shared": "1"})
    assert answer.status_code == 403
    Membership.objects.filter(user=alice).update(role=Role.LEAD)
    browser_of(alice).post(f"{KEEP}{made.pk}/", {"delete": "1"})
    assert not SavedSearch.objects.exists()
