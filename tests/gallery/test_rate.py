"""POST /images/rate/: one to five stars a person, and the mean of the team."""

import threading

import pytest
from django.db import connection

from studio.accounts.models import Membership, User
from studio.gallery.curation.ratings import rate
from studio.gallery.models import Rating
from studio.generations.models import Image
from tests.fixtures import person

pytestmark = pytest.mark.django_db

RATE = "/images/rate/"


def put(client, images, stars):
    return client.post(RATE, {"image": [one.pk for one in images], "stars": stars}, follow=True)


def mean(image):
    image.refresh_from_db()
    return image.rating, image.ratings


def test_the_image_knows_the_mean_of_its_people(alice, bob, team, stored, browser_of):
    image = stored(alice, team=team)[0]
    put(browser_of(alice), [image], 5)
    put(browser_of(bob), [image], 2)
    assert mean(image) == (3.5, 2)
    assert "3.5 from 2 people" in browser_of(bob).get(image.get_absolute_url()).text


def test_who_rates_again_changes_their_own_stars(alice, stored, browser_of):
    image = stored(alice)[0]
    for stars in (5, 3, 3):
        put(browser_of(alice), [image], stars)
    assert mean(image) == (3.0, 1)


def test_nought_takes_my_stars_away(alice, bob, team, stored, browser_of):
    image = stored(alice, team=team)[0]
    put(browser_of(alice), [image], 5)
    put(browser_of(bob), [image], 1)
    put(browser_of(bob), [image], 0)
    assert mean(image) == (5.0, 1)
    put(browser_of(alice), [image], 0)
    assert mean(image) == (0.0, 0)


@pytest.mark.parametrize("stars", ["", "6", "-1", "4.5", "five"])
def test_other_numbers_are_refused(stars, alice, stored, browser_of):
    text = put(browser_of(alice), stored(alice), stars).text
    assert "Select one to five stars." in text
    assert not Rating.objects.exists()


def test_many_are_rated_at_once(alice, stored, browser_of):
    images = stored(alice, 3)
    assert "3 images rated." in put(browser_of(alice), images, 4).text
    assert {mean(image) for image in images} == {(4.0, 1)}


def test_a_foreign_image_is_a_missing_one(alice, charlie, stored, browser_of):
    image = stored(alice)[0]
    for pk in (image.pk, 10**9):
        answer = browser_of(charlie).post(RATE, {"image": pk, "stars": 5}, follow=True)
        assert answer.text.count("No longer available.") == 1
    assert mean(image) == (0.0, 0)


@pytest.mark.django_db(transaction=True)
def test_people_who_rate_at_once_are_all_counted(alice, team, stored):
    image = stored(alice, team=team)[0]
    people = [person(f"Rater{number}") for number in range(4)]
    Membership.objects.bulk_create([Membership(team=team, user=one, role="viewer") for one in people])

    def give(by: User, stars: int) -> None:
        rate(Image.objects.filter(pk=image.pk), stars, by=by)
        connection.close()

    threads = [threading.Thread(target=give, args=(one, stars)) for stars, one in enumerate(people, start=1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert mean(image) == (2.5, 4)
