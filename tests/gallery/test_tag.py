"""POST /images/tag/: tags on images, per gallery; the search index follows at once."""

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
from tests.fixtures import undo_url_in

pytestmark = pytest.mark.django_db

TAG = "/images/tag/"


def post_tags(client, images, text, **more):
    return client.post(TAG, {"image": [image.pk for image in images], "tag": text, **more}, follow=True)


def tag_names(image, viewer):
    image.refresh_from_db()
    return [row.name for row in Tag.objects.of(image.team, user=viewer).filter(images=image).order_by("name")]


def search(viewer, q, team=None):
    query = QueryDict(mutable=True)
    query["q"] = q
    return set(ImageQuery.within(team, query, viewer=viewer).images().values_list("pk", flat=True))


def test_several_tags_of_one_field_are_separated_by_commas_of_either_language(
    alice, create_images, client_for
):
    image = create_images(alice)[0]
    post_tags(client_for(alice), [image], "#key visual,雨夜，秋天、 3D\nblue")
    assert set(tag_names(image, alice)) == {"key visual", "雨夜", "秋天", "3D", "blue"}


def test_a_search_finds_a_tag_at_once_and_not_after_its_removal(alice, create_images, client_for):
    images = create_images(alice, 3)
    post_tags(client_for(alice), images[:2], "雨夜")
    assert search(alice, "#雨夜") == {image.pk for image in images[:2]}
    post_tags(client_for(alice), images[:1], "雨夜", remove=1)
    assert search(alice, "#雨夜") == {images[1].pk}


def test_a_name_in_another_case_is_the_same_tag(alice, create_images, client_for):
    first, second = create_images(alice, 2)
    post_tags(client_for(alice), [first], "Poster")
    post_tags(client_for(alice), [second], "ＰＯＳＴＥＲ, poster")
    assert tag_names(second, alice) == ["Poster"]
    assert Tag.objects.count() == 1


def test_a_second_click_changes_nothing(alice, create_images, client_for):
    images = create_images(alice, 2)
    for _click in range(2):
        post_tags(client_for(alice), images, "blue")
    assert ImageTag.objects.count() == 2


def test_undo_removes_the_tag_only_from_images_that_the_click_tagged(alice, create_images, client_for):
    earlier, later = create_images(alice, 2)
    client = client_for(alice)
    post_tags(client, [earlier], "blue")
    text = post_tags(client, [earlier, later], "blue").text
    assert "1 image tagged." in text
    client.post(undo_url_in(text), follow=True)
    assert (tag_names(earlier, alice), tag_names(later, alice)) == (["blue"], [])


def test_undo_restores_a_removed_tag(alice, create_images, client_for):
    image = create_images(alice)[0]
    client = client_for(alice)
    post_tags(client, [image], "blue")
    client.post(undo_url_in(post_tags(client, [image], "blue", remove=1).text), follow=True)
    assert tag_names(image, alice) == ["blue"]


def test_teammates_share_the_team_s_tags_and_see_no_private_ones(alice, bob, team, create_images, client_for):
    image = create_images(alice)[0]
    post_tags(client_for(alice), [image], "mine alone")
    share([image.pk], team, by=alice)
    post_tags(client_for(bob), [image], "ours")
    assert tag_names(image, alice) == tag_names(image, bob) == ["ours"]
    page = client_for(bob).get(image.get_absolute_url()).text
    assert "mine alone" not in page
    assert search(bob, "#mine", team) == set()


def test_private_tags_return_when_an_image_is_unshared(alice, team, create_images, client_for):
    image = create_images(alice)[0]
    post_tags(client_for(alice), [image], "mine")
    share([image.pk], team, by=alice)
    post_tags(client_for(alice), [image], "ours")
    unshare([image.pk], by=alice)
    assert tag_names(image, alice) == ["mine"]


def test_a_viewer_may_not_tag_and_gets_the_reason(alice, bob, team, create_images, client_for):
    image = create_images(alice, team=team)[0]
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    text = post_tags(client_for(bob), [image], "blue").text
    assert "1 image not changed: Viewers can look and comment" in text
    assert tag_names(image, alice) == []


def test_a_foreign_image_is_reported_like_a_missing_one(alice, charlie, create_images, client_for):
    image = create_images(alice)[0]
    responses = [
        client_for(charlie)
        .post(TAG, {"image": pk, "tag": "blue"}, follow=True)
        .text.count("No longer available")
        for pk in (image.pk, 10**9)
    ]
    assert responses == [1, 1]
    assert not Tag.objects.exists()


@pytest.mark.parametrize("text", ["", " , ", "x" * 41, ",".join(f"t{n}" for n in range(21))])
def test_invalid_tags_are_refused(text, alice, create_images, client_for):
    post_tags(client_for(alice), create_images(alice), text)
    assert not Tag.objects.exists()


def test_a_tag_without_images_is_deleted(alice, create_images, client_for):
    image = create_images(alice)[0]
    post_tags(client_for(alice), [image], "blue")
    post_tags(client_for(alice), [image], "blue", remove=1)
    assert not Tag.objects.exists()


def test_any_number_of_images_takes_the_same_number_of_queries(alice, create_images):
    few, many = create_images(alice, 1), create_images(alice, 9)
    counts = []
    for images in (few, many):
        with CaptureQueriesContext(connection) as queries:
            tag(Image.objects.filter(pk__in=[image.pk for image in images]), ["blue"], by=alice)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_all_results_of_a_query_are_tagged(alice, create_images, client_for):
    lake, vase = create_images(alice, prompt="A lake")[0], create_images(alice, prompt="A vase")[0]
    client_for(alice).post(TAG, {"all": "q=lake", "tag": "blue"})
    assert (tag_names(lake, alice), tag_names(vase, alice)) == (["blue"], [])
