"""POST /images/favourite/: favourites are personal."""

import pytest

from studio.gallery.curation.favourites import with_favourite
from studio.gallery.models import Favourite
from studio.generations.models import Image
from tests.fixtures import undo_url_in

pytestmark = pytest.mark.django_db

FAVOURITE = "/images/favourite/"


def post_favourite(client, images, **more):
    return client.post(FAVOURITE, {"image": [image.pk for image in images], **more}, follow=True)


def favourite_ids(viewer):
    images = with_favourite(Image.objects.all(), viewer=viewer)
    return {image.pk for image in images if image.is_favourite}


def test_my_favourites_are_mine_alone(alice, bob, team, create_images, client_for):
    image = create_images(alice, team=team)[0]
    post_favourite(client_for(alice), [image])
    assert (favourite_ids(alice), favourite_ids(bob)) == ({image.pk}, set())
    assert 'data-key="f" aria-pressed="false"' in client_for(bob).get(image.get_absolute_url()).text


def test_a_second_click_changes_nothing(alice, create_images, client_for):
    images = create_images(alice, 2)
    post_favourite(client_for(alice), images)
    post_favourite(client_for(alice), images)
    assert Favourite.objects.count() == 2


def test_undo_removes_only_the_favourites_that_the_click_added(alice, create_images, client_for):
    earlier, later = create_images(alice, 2)
    client = client_for(alice)
    post_favourite(client, [earlier])
    text = post_favourite(client, [earlier, later]).text
    assert "1 image added to favourites." in text
    client.post(undo_url_in(text))
    assert favourite_ids(alice) == {earlier.pk}


def test_a_removed_favourite_is_restored_by_undo(alice, create_images, client_for):
    images = create_images(alice, 2)
    client = client_for(alice)
    post_favourite(client, images)
    text = post_favourite(client, images, off=1).text
    assert favourite_ids(alice) == set()
    client.post(undo_url_in(text))
    assert favourite_ids(alice) == {image.pk for image in images}


def test_an_undo_of_another_session_does_nothing(alice, create_images, client_for):
    text = post_favourite(client_for(alice), create_images(alice)).text
    client_for(alice).post(undo_url_in(text))
    assert Favourite.objects.count() == 1


def test_a_click_on_a_tile_gets_an_empty_204(alice, create_images, client_for):
    image = create_images(alice)[0]
    response = client_for(alice).post(FAVOURITE, {"image": image.pk}, headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert favourite_ids(alice) == {image.pk}


def test_a_tile_whose_image_is_gone_gets_the_reason(alice, charlie, create_images, client_for):
    image = create_images(alice)[0]
    for pk in (image.pk, 10**9):
        response = client_for(charlie).post(FAVOURITE, {"image": pk}, headers={"HX-Request": "true"})
        assert (response.status_code, response.json()) == (403, {"reason": "No longer available."})
    assert not Favourite.objects.exists()


def test_the_page_works_without_javascript(alice, create_images, client_for):
    image = create_images(alice)[0]
    text = post_favourite(client_for(alice), [image], back=image.get_absolute_url()).text
    assert 'data-key="f" aria-pressed="true"' in text
