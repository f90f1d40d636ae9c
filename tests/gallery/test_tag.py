"""POST /images/tag/: words on images, in the gallery where they lie; what a search finds goes with them."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from studio.accounts.models import Membership, Role
from studio.gallery.curation.sharing import share, unshare
from studio.gallery.curation.tags import tag
from studio.gallery.models import ImageTag, Tag
from studio.gallery.search.query import ImageQuery
from studio.generations.models import Image
from tests.fixtures import undo_in

pytestmark = pytest.mark.django_db

TAG = "/images/tag/"


def put(client, images, text, **more):
    return client.post(TAG, {"image": [one.pk for one in images], "tag": text, **more}, follow=True)


def names(image, viewer):
    image.refresh_from_db()
    return [one.name for one in Tag.objects.of(image.team, user=viewer).filter(images=image).order_by("name")]


def found(viewer, q, team=None):
    query = QueryDict(mutable=True)
    query["q"] = q
    return set(ImageQuery.within(team, query, viewer=viewer).images().values_list("pk", flat=True))


def test_several_tags_of_one_field_are_separated_by_commas_of_either_language(alice, stored, browser_of):
    image = stored(alice)[0]
    put(browser_of(alice), [image], "#key visual,雨夜，秋天、 3D\nblue")
    assert set(names(image, alice)) == {"key visual", "雨夜", "秋天", "3D", "blue"}


def test_a_search_finds_the_tag_at_once_and_no_longer_when_it_is_off(alice, stored, browser_of):
    images = stored(alice, 3)
    put(browser_of(alice), images[:2], "雨夜")
    assert found(alice, "#雨夜") == {one.pk for one in images[:2]}
    put(browser_of(alice), images[:1], "雨夜", remove=1)
    assert found(alice, "#雨夜") == {images[1].pk}


def test_a_name_in_another_case_is_the_same_tag(alice, stored, browser_of):
    first, second = stored(alice, 2)
    put(browser_of(alice), [first], "Poster")
    put(browser_of(alice), [second], "ＰＯＳＴＥＲ, poster")
    assert names(second, alice) == ["Poster"]
    assert Tag.objects.count() == 1


def test_a_second_click_changes_nothing(alice, stored, browser_of):
    images = stored(alice, 2)
    for _click in range(2):
        put(browser_of(alice), images, "blue")
    assert ImageTag.objects.count() == 2


def test_undo_takes_the_tag_off_those_that_had_it_from_this_click(alice, stored, browser_of):
    earlier, later = stored(alice, 2)
    client = browser_of(alice)
    put(client, [earlier], "blue")
    text = put(client, [earlier, later], "blue").text
    assert "1 image tagged." in text
    client.post(undo_in(text), follow=True)
    assert (names(earlier, alice), names(later, alice)) == (["blue"], [])


def test_undo_puts_a_removed_tag_back(alice, stored, browser_of):
    image = stored(alice)[0]
    client = browser_of(alice)
    put(client, [image], "blue")
    client.post(undo_in(put(client, [image], "blue", remove=1).text), follow=True)
    assert names(image, alice) == ["blue"]


def test_teammates_share_the_team_s_tags_and_see_no_private_ones(alice, bob, team, stored, browser_of):
    image = stored(alice)[0]
    put(browser_of(alice), [image], "mine alone")
    share([image.pk], team, by=alice)
    put(browser_of(bob), [image], "ours")
    assert names(image, alice) == names(image, bob) == ["ours"]
    page = browser_of(bob).get(image.get_absolute_url()).text
    assert "mine alone" not in page
    assert found(bob, "#mine", team) == set()


def test_tags_come_back_with_the_image(alice, team, stored, browser_of):
    image = stored(alice)[0]
    put(browser_of(alice), [image], "mine")
    share([image.pk], team, by=alice)
    put(browser_of(alice), [image], "ours")
    unshare([image.pk], by=alice)
    assert names(image, alice) == ["mine"]


def test_a_viewer_may_not_tag_and_reads_why(alice, bob, team, stored, browser_of):
    image = stored(alice, team=team)[0]
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    text = put(browser_of(bob), [image], "blue").text
    assert "1 image not changed: Viewers can look and comment" in text
    assert names(image, alice) == []


def test_a_foreign_image_is_a_missing_one(alice, charlie, stored, browser_of):
    image = stored(alice)[0]
    answers = [
        browser_of(charlie)
        .post(TAG, {"image": pk, "tag": "blue"}, follow=True)
        .text.count("No longer available")
        for pk in (image.pk, 10**9)
    ]
    assert answers == [1, 1]
    assert not Tag.objects.exists()


@pytest.mark.parametrize("text", ["", " , ", "x" * 41, ",".join(f"t{n}" for n in range(21))])
def test_what_is_no_tag_is_refused_with_the_reason(text, alice, stored, browser_of):
    put(browser_of(alice), stored(alice), text)
    assert not Tag.objects.exists()


def test_a_tag_without_images_is_no_longer_offered(alice, stored, browser_of):
    image = stored(alice)[0]
    put(browser_of(alice), [image], "blue")
    put(browser_of(alice), [image], "blue", remove=1)
    assert not Tag.objects.exists()


def test_any_number_of_images_costs_the_same_statements(alice, stored):
    few, many = stored(alice, 1), stored(alice, 9)
    counts = []
    for images in (few, many):
        with CaptureQueriesContext(connection) as queries:
            tag(Image.objects.filter(pk__in=[one.pk for one in images]), ["blue"], by=alice)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_all_that_an_address_finds_is_tagged(alice, stored, browser_of):
    lake, vase = stored(alice, prompt="A lake")[0], stored(alice, prompt="A vase")[0]
    browser_of(alice).post(TAG, {"all": "q=lake", "tag": "blue"})
    assert (names(lake, alice), names(vase, alice)) == (["blue"], [])
