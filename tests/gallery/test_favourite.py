"""POST /images/favourite/: a heart is one person's own business."""

import pytest

from studio.gallery.curation.favourites import with_favourite
from studio.gallery.models import Favourite
from studio.generations.models import Image
from tests.fixtures import undo_in

pytestmark = pytest.mark.django_db

HEART = "/images/favourite/"


def put(client, images, **more):
    return client.post(HEART, {"image": [one.pk for one in images], **more}, follow=True)


def hearts(viewer):
    marked = with_favourite(Image.objects.all(), viewer=viewer)
    return {one.pk for one in marked if one.is_favourite}


def test_my_favourite_is_nobody_else_s(alice, bob, team, stored, browser_of):
    image = stored(alice, team=team)[0]
    put(browser_of(alice), [image])
    assert (hearts(alice), hearts(bob)) == ({image.pk}, set())
    assert 'data-key="f" aria-pressed="false"' in browser_of(bob).get(image.get_absolute_url()).text


def test_a_second_click_changes_nothing(alice, stored, browser_of):
    images = stored(alice, 2)
    put(browser_of(alice), images)
    put(browser_of(alice), images)
    assert Favourite.objects.count() == 2


def test_undo_takes_away_what_this_click_has_given(alice, stored, browser_of):
    earlier, later = stored(alice, 2)
    client = browser_of(alice)
    put(client, [earlier])
    text = put(client, [earlier, later]).text
    assert "1 image added to favourites." in text
    client.post(undo_in(text))
    assert hearts(alice) == {earlier.pk}


def test_a_removed_favourite_is_restored_by_undo(alice, stored, browser_of):
    images = stored(alice, 2)
    client = browser_of(alice)
    put(client, images)
    text = put(client, images, off=1).text
    assert hearts(alice) == set()
    client.post(undo_in(text))
    assert hearts(alice) == {one.pk for one in images}


def test_an_undo_of_another_session_does_nothing(alice, stored, browser_of):
    text = put(browser_of(alice), stored(alice)).text
    browser_of(alice).post(undo_in(text))
    assert Favourite.objects.count() == 1


def test_a_tile_gets_a_short_answer(alice, stored, browser_of):
    image = stored(alice)[0]
    answer = browser_of(alice).post(HEART, {"image": image.pk}, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert hearts(alice) == {image.pk}


def test_a_tile_whose_image_is_gone_gets_the_reason(alice, charlie, stored, browser_of):
    image = stored(alice)[0]
    for pk in (image.pk, 10**9):
        answer = browser_of(charlie).post(HEART, {"image": pk}, headers={"HX-Request": "true"})
        assert (answer.status_code, answer.json()) == (403, {"reason": "No longer available."})
    assert not Favourite.objects.exists()


def test_the_page_works_without_script(alice, stored, browser_of):
    image = stored(alice)[0]
    text = put(browser_of(alice), [image], back=image.get_absolute_url()).text
    assert 'data-key="f" aria-pressed="true"' in text
