"""GET /gallery/?team=<slug> shows a team's images and who made them; neighbours keep to the place."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import Team
from studio.gallery.curation.sharing import share
from studio.gallery.search import pagination
from studio.policies import installation
from tests.fixtures import same

pytestmark = pytest.mark.django_db

TEAM = "/gallery/?team=brand-studio"


def test_it_holds_what_was_made_there_and_what_was_shared_and_names_the_owners(
    alice, bob, team, stored, browser_of
):
    made, shared, private = stored(alice, team=team)[0], stored(bob)[0], stored(bob)[0]
    share([shared.pk], team, by=bob)
    text = " ".join(browser_of(bob).get(TEAM).text.split())
    assert f'href="{made.get_absolute_url()}?team=brand-studio" aria-label="A vase, Alice"' in text
    assert f'href="{shared.get_absolute_url()}?team=brand-studio"' in text
    assert private.get_absolute_url() not in text


def test_mine_holds_all_that_i_own(alice, bob, team, stored, browser_of):
    made, private, theirs = stored(alice, team=team)[0], stored(alice)[0], stored(bob, team=team)[0]
    text = browser_of(alice).get(reverse("gallery")).text
    assert made.get_absolute_url() in text
    assert private.get_absolute_url() in text
    assert theirs.get_absolute_url() not in text


def test_the_switch_leads_to_my_teams(alice, charlie, team, browser_of):
    assert f'href="{TEAM}"' in browser_of(alice).get(reverse("gallery")).text
    assert TEAM not in browser_of(charlie).get(reverse("gallery")).text


def test_a_stranger_gets_the_same_as_for_a_team_that_is_not_there(alice, charlie, team, browser_of):
    client, there, missing = browser_of(charlie), TEAM, "/gallery/?team=no-such-team"
    answers = [client.get(url) for url in (there, missing)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert same(answers[0].text, there) == same(answers[1].text, missing)


def test_an_archived_teams_gallery_can_still_be_looked_at(alice, team, stored, browser_of):
    image = stored(alice, team=team)[0]
    Team.objects.update(archived_at=timezone.now())
    text = browser_of(alice).get(TEAM).text
    assert image.get_absolute_url() in text
    assert "Archived" in text


def test_an_empty_one_says_how_to_fill_it(alice, team, browser_of):
    assert "No images in this team yet" in browser_of(alice).get(TEAM).text


def test_neighbours_are_those_of_the_place(alice, bob, team, stored, browser_of):
    older, private, image, newer = (
        stored(bob, team=team)[0], stored(alice)[0], stored(alice, team=team)[0], stored(bob, team=team)[0]
    )  # fmt: skip
    client = browser_of(alice)
    text = client.get(f"{image.get_absolute_url()}?team=brand-studio").text
    assert f'href="{newer.get_absolute_url()}?team=brand-studio" rel="prev"' in text
    assert f'href="{older.get_absolute_url()}?team=brand-studio" rel="next"' in text
    assert f'href="{TEAM}"' in text
    mine = client.get(image.get_absolute_url()).text
    assert f'href="{private.get_absolute_url()}" rel="next"' in mine
    assert newer.get_absolute_url() not in mine


def test_a_teammates_image_is_in_its_teams_place_whatever_the_address_says(
    alice, bob, team, stored, browser_of
):
    older, image = stored(alice, team=team)[0], stored(alice, team=team)[0]
    for query in ("", "?team=no-such-team"):
        text = browser_of(bob).get(image.get_absolute_url() + query).text
        assert f'href="{older.get_absolute_url()}?team=brand-studio" rel="next"' in text


def test_the_next_page_keeps_the_team_and_what_is_looked_for(alice, team, stored, browser_of, monkeypatch):
    monkeypatch.setattr(pagination, "PAGE", 2)
    images = stored(alice, 3, team=team)
    client = browser_of(alice)
    link = f"{TEAM}&amp;q=vase&amp;before={images[1].pk}"
    assert link in client.get(f"{TEAM}&q=vase").text
    page = client.get(link.replace("&amp;", "&"), headers={"HX-Request": "true"}).text
    assert f'name="image" value="{images[0].pk}" form="selection"' in page
    assert str(images[2].get_absolute_url()) not in page


def test_each_image_has_a_box_and_the_bar_says_what_to_do_with_them(alice, team, stored, browser_of):
    images = stored(alice, 2)
    text = browser_of(alice).get("/gallery/").text
    assert text.count('form="selection"') == len(images)
    assert 'name="team" value="brand-studio"' in text
    for route in (
        "images_share",
        "images_unshare",
        "images_tag",
        "images_rate",
        "images_zip",
        "images_trash",
    ):
        assert f'formaction="{reverse(route)}"' in text


def test_a_teams_page_takes_few_queries(alice, bob, team, stored, browser_of, monkeypatch):
    monkeypatch.setattr(installation, "CACHE_SECONDS", 60)
    stored(alice, 8, team=team)
    share([image.pk for image in stored(bob, 8)], team, by=bob)
    client = browser_of(alice)
    client.get(TEAM)  # a process that has answered before knows the studio's settings
    for address in (TEAM, f"{TEAM}&q=vase&shape=square"):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert len(queries) <= 12
