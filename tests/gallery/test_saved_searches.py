"""Saved searches: saved under a name, opened by their URL, shared with the team, deleted."""

import pytest

from studio.accounts.models import Membership, Role
from studio.gallery.models import SavedSearch

pytestmark = pytest.mark.django_db

SEARCHES = "/gallery/searches/"


def save_search(client, query, name="Rain", **more):
    return client.post(SEARCHES, {"query": query, "name": name, **more}, follow=True)


def rail(client, query=""):
    """The HTML of the gallery's rail."""
    return client.get(f"/gallery/?{query}").text.partition("<main")[0]


def test_a_search_is_saved_without_empty_fields(alice, client_for):
    page = save_search(client_for(alice), "q=雨夜&stars=&shape=square").text
    assert "Search saved as “Rain”." in page
    assert SavedSearch.objects.get().query == "q=%E9%9B%A8%E5%A4%9C&shape=square"


def test_opening_a_saved_search_finds_the_same_images(alice, create_images, client_for):
    create_images(alice, prompt="雨夜的街道")
    create_images(alice, prompt="a lotus")
    client = client_for(alice)
    save_search(client, "q=雨夜")
    address = SavedSearch.objects.get().get_absolute_url()
    assert address in rail(client)
    assert client.get(address).text.count('class="image-tile"') == 1


def test_saving_under_the_same_name_replaces_the_search(alice, client_for):
    client = client_for(alice)
    save_search(client, "q=rain")
    save_search(client, "q=snow")
    assert [search.query for search in SavedSearch.objects.all()] == ["q=snow"]


@pytest.mark.parametrize(
    ("query", "name", "reason"),
    [
        ("q=rain", " ", "Enter a name for the search."),
        ("q=rain", "x" * 61, "A name can have up to 60 characters."),
        ("sort=oldest", "Rain", "Nothing to save yet"),
        ("&".join(f"tag={n}&by={n}" for n in range(10**17, 10**17 + 50)), "Rain", "too long"),
    ],
)
def test_a_search_that_cannot_be_saved_is_explained(alice, client_for, query, name, reason):
    assert reason in save_search(client_for(alice), query, name).text
    assert not SavedSearch.objects.exists()


def test_the_number_of_saved_searches_is_limited(alice, client_for, monkeypatch):
    monkeypatch.setattr("studio.gallery.search.saved_searches.MOST", 1)
    client = client_for(alice)
    save_search(client, "q=rain")
    assert "You can save up to 1 searches." in save_search(client, "q=snow", "Snow").text


def test_a_search_is_private_until_it_is_shared_with_the_team(alice, bob, charlie, team, client_for):
    client = client_for(alice)
    save_search(client, f"team={team.slug}&q=rain")
    search = SavedSearch.objects.get()
    assert search.get_absolute_url() == f"/gallery/?team={team.slug}&q=rain"
    assert "Rain" not in rail(client_for(bob), f"team={team.slug}")
    client.post(f"{SEARCHES}{search.pk}/", {"shared": "1"})
    assert "Rain" in rail(client_for(bob), f"team={team.slug}")
    assert "Rain" not in rail(client_for(charlie))
    for body in ({"shared": "0"}, {"delete": "1"}):
        assert client_for(charlie).post(f"{SEARCHES}{search.pk}/", body).status_code == 404
        assert client_for(bob).post(f"{SEARCHES}{search.pk}/", body).status_code == 403
    client.post(f"{SEARCHES}{search.pk}/", {"shared": "0"})
    assert client_for(bob).post(f"{SEARCHES}{search.pk}/", {"delete": "1"}).status_code == 404
    assert (
        client_for(charlie).post(SEARCHES, {"query": f"team={team.slug}&q=a", "name": "A"}).status_code == 404
    )


def test_a_lead_deletes_shared_searches_and_a_viewer_shares_none(alice, bob, team, client_for):
    save_search(client_for(bob), f"team={team.slug}&q=rain", shared="1")
    search = SavedSearch.objects.get()
    assert search.is_shared
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    response = client_for(bob).post(SEARCHES, {"query": f"team={team.slug}&q=a", "name": "A", "shared": "1"})
    assert response.status_code == 403
    Membership.objects.filter(user=alice).update(role=Role.LEAD)
    client_for(alice).post(f"{SEARCHES}{search.pk}/", {"delete": "1"})
    assert not SavedSearch.objects.exists()
