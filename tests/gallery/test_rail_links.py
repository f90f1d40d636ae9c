"""The links of the gallery's rail: where each leads, and which one is the current page."""

from django.http import QueryDict

from studio.gallery.curation.collections import create
from studio.gallery.rail import rail
from studio.gallery.scope import GalleryScope
from studio.gallery.search.query import ImageQuery


def links(team, viewer, query="", teams=()):
    image_query = ImageQuery.within(team, QueryDict(query), viewer=viewer)
    return rail(GalleryScope(team=team), teams, image_query=image_query)


def current(links):
    return [link.name for link in links if link.current == "page"]


def test_my_images_is_current_until_a_filter_is_set(alice):
    assert current(links(None, alice).own) == ["My images"]
    assert current(links(None, alice, "q=vase").own) == []
    assert current(links(None, alice, "fav=1").own) == ["Favourites"]


def test_a_teams_links_stay_in_the_team(alice, team):
    shown = links(team, alice, teams=[team])
    assert [link.url for link in shown.own] == ["/gallery/", "/gallery/?team=brand-studio&fav=1",
                                                "/gallery/trash/?team=brand-studio"]  # fmt: skip
    assert (current(shown.own), current(shown.teams)) == ([], ["Brand Studio"])
    assert shown.counts_url.endswith("?team=brand-studio")


def test_the_team_link_is_not_current_among_its_favourites(alice, team):
    assert current(links(team, alice, "fav=1", [team]).teams) == []


def test_an_open_collection_is_current(alice):
    collection = create("Posters", None, by=alice)
    shown = links(None, alice, f"collection={collection.pk}").collections
    assert [(link.name, link.url, link.counter) for link in shown] == [
        ("Posters", f"/gallery/?collection={collection.pk}", f"collection-{collection.pk}")
    ]
    assert current(shown) == ["Posters"]


def test_the_trash_is_current_and_has_no_collections_or_tags(alice, team):
    create("Posters", None, by=alice)
    shown = rail(GalleryScope(team=None), [team])
    assert (current(shown.own), current(shown.teams), shown.collections, shown.tags) == (
        ["Trash"],
        [],
        [],
        [],
    )
