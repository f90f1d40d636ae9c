"""POST /images/rate/: one to five stars per person, and their mean on the image."""

import threading

import pytest
from django.db import connection

from studio.accounts.models import Membership, User
from studio.gallery.curation.ratings import rate
from studio.gallery.models import Rating
from studio.generations.models import Image
from tests.fixtures import create_user

pytestmark = pytest.mark.django_db

RATE = "/images/rate/"


def post_rating(client, images, stars):
    return client.post(RATE, {"image": [image.pk for image in images], "stars": stars}, follow=True)


def mean_and_count(image):
    image.refresh_from_db()
    return image.rating, image.ratings


def test_the_image_has_the_mean_of_all_ratings(alice, bob, team, create_images, client_for):
    image = create_images(alice, team=team)[0]
    post_rating(client_for(alice), [image], 5)
    post_rating(client_for(bob), [image], 2)
    assert mean_and_count(image) == (3.5, 2)
    assert "3.5 from 2 people" in client_for(bob).get(image.get_absolute_url()).text


def test_rating_again_replaces_the_own_rating(alice, create_images, client_for):
    image = create_images(alice)[0]
    for stars in (5, 3, 3):
        post_rating(client_for(alice), [image], stars)
    assert mean_and_count(image) == (3.0, 1)


def test_zero_stars_remove_my_rating(alice, bob, team, create_images, client_for):
    image = create_images(alice, team=team)[0]
    post_rating(client_for(alice), [image], 5)
    post_rating(client_for(bob), [image], 1)
    post_rating(client_for(bob), [image], 0)
    assert mean_and_count(image) == (5.0, 1)
    post_rating(client_for(alice), [image], 0)
    assert mean_and_count(image) == (0.0, 0)


@pytest.mark.parametrize("stars", ["", "6", "-1", "4.5", "five"])
def test_invalid_ratings_are_refused(stars, alice, create_images, client_for):
    text = post_rating(client_for(alice), create_images(alice), stars).text
    assert "Select one to five stars." in text
    assert not Rating.objects.exists()


def test_many_images_are_rated_at_once(alice, create_images, client_for):
    images = create_images(alice, 3)
    assert "3 images rated." in post_rating(client_for(alice), images, 4).text
    assert {mean_and_count(image) for image in images} == {(4.0, 1)}


def test_a_foreign_image_is_reported_like_a_missing_one(alice, charlie, create_images, client_for):
    image = create_images(alice)[0]
    for pk in (image.pk, 10**9):
        response = client_for(charlie).post(RATE, {"image": pk, "stars": 5}, follow=True)
        assert response.text.count("No longer available.") == 1
    assert mean_and_count(image) == (0.0, 0)


@pytest.mark.django_db(transaction=True)
def test_concurrent_ratings_are_all_counted(alice, team, create_images):
    image = create_images(alice, team=team)[0]
    people = [create_user(f"Rater{number}") for number in range(4)]
    Membership.objects.bulk_create([Membership(team=team, user=user, role="viewer") for user in people])

    def submit_rating(by: User, stars: int) -> None:
        rate(Image.objects.filter(pk=image.pk), stars, by=by)
        connection.close()

    threads = [
        threading.Thread(target=submit_rating, args=(user, stars))
        for stars, user in enumerate(people, start=1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert mean_and_count(image) == (2.5, 4)
