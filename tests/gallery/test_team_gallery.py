"""GET /gallery/?team=<slug> shows a team's images and who made them; neighbours stay in that gallery."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import Team
from studio.gallery.curation.sharing import share
from studio.gallery.search import pagination
from studio.policies import installation
from tests.fixtures import normalize_page

pytestmark = pytest.mark.django_db

TEAM = "/gallery/?team=brand-studio"


def test_the_gallery_shows_created_and_shared_images_with_their_owners(
    alice, bob, team, create_images, client_for
):
    made, shared, private = create_images(alice, team=team)[0], create_images(bob)[0], create_images(bob)[0]
    share([shared.pk], team, by=bob)
    text = " ".join(client_for(bob).get(TEAM).text.split())
    assert f'href="{made.get_absolute_url()}?team=brand-studio" aria-label="A vase, Alice"' in text
    assert f'href="{shared.get_absolute_url()}?team=brand-studio"' in text
    assert private.get_absolute_url() not in text


def test_my_gallery_shows_all_images_that_i_own(alice, bob, team, create_images, client_for):
    made, private, image_of_bob = (
        create_images(alice, team=team)[0],
        create_images(alice)[0],
        create_images(bob, team=team)[0],
    )
    text = client_for(alice).get(reverse("gallery")).text
    assert made.get_absolute_url() in text
    assert private.get_absolute_url() in text
    assert image_of_bob.get_absolute_url() not in text


def test_the_gallery_links_to_my_teams(alice, charlie, team, client_for):
    assert f'href="{TEAM}"' in client_for(alice).get(reverse("gallery")).text
    assert TEAM not in client_for(charlie).get(reverse("gallery")).text


def test_a_stranger_gets_the_same_404_as_for_a_missing_team(alice, charlie, team, client_for):
    client, existing, missing = client_for(charlie), TEAM, "/gallery/?team=no-such-team"
    responses = [client.get(url) for url in (existing, missing)]
    assert [response.status_code for response in responses] == [404, 404]
    assert normalize_page(responses[0].text, existing) == normalize_page(responses[1].text, missing)


def test_an_archived_team_s_gallery_can_still_be_viewed(alice, team, create_images, client_for):
    image = create_images(alice, team=team)[0]
    Team.objects.update(archived_at=timezone.now())
    text = client_for(alice).get(TEAM).text
    assert image.get_absolute_url() in text
    assert "Archived" in text


def test_an_empty_team_gallery_says_so(alice, team, client_for):
    assert "No images in this team yet" in client_for(alice).get(TEAM).text


def test_neighbours_are_those_of_the_open_gallery(alice, bob, team, create_images, client_for):
    older, private, image, newer = (
        create_images(bob, team=team)[0], create_images(alice)[0],
        create_images(alice, team=team)[0], create_images(bob, team=team)[0],
    )  # fmt: skip
    client = client_for(alice)
    text = client.get(f"{image.get_absolute_url()}?team=brand-studio").text
    assert f'href="{newer.get_absolute_url()}?team=brand-studio" rel="prev"' in text
    assert f'href="{older.get_absolute_url()}?team=brand-studio" rel="next"' in text
    assert f'href="{TEAM}"' in text
    mine = client.get(image.get_absolute_url()).text
    assert f'href="{private.get_absolute_url()}" rel="next"' in mine
    assert newer.get_absolute_url() not in mine


def test_a_teammate_s_image_has_team_neighbours_whatever_the_query_says(
    alice, bob, team, create_images, client_for
):
    older, image = create_images(alice, team=team)[0], create_images(alice, team=team)[0]
    for query in ("", "?team=no-such-team"):
        text = client_for(bob).get(image.get_absolute_url() + query).text
        assert f'href="{older.get_absolute_url()}?team=brand-studio" rel="next"' in text


def test_the_next_page_keeps_the_team_and_the_search(alice, team, create_images, client_for, monkeypatch):
    monkeypatch.setattr(pagination, "PAGE", 2)
    images = create_images(alice, 3, team=team)
    client = client_for(alice)
    link = f"{TEAM}&amp;q=vase&amp;before={images[1].pk}"
    assert link in client.get(f"{TEAM}&q=vase").text
    page = client.get(link.replace("&amp;", "&"), headers={"HX-Request": "true"}).text
    assert f'name="image" value="{images[0].pk}" form="selection"' in page
    assert str(images[2].get_absolute_url()) not in page


def test_each_image_has_a_checkbox_and_the_bar_lists_the_actions(alice, team, create_images, client_for):
    images = create_images(alice, 2)
    text = client_for(alice).get("/gallery/").text
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


def test_a_teams_page_takes_few_queries(alice, bob, team, create_images, client_for, monkeypatch):
    monkeypatch.setattr(installation, "CACHE_SECONDS", 60)
    create_images(alice, 8, team=team)
    share([image.pk for image in create_images(bob, 8)], team, by=bob)
    client = client_for(alice)
    client.get(TEAM)  # warms the cache of the studio's settings
    for address in (TEAM, f"{TEAM}&q=vase&shape=square"):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        assert len(queries) <= 12
