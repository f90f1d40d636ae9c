"""A bulk action is undone by another one, once it has ended."""

import pytest

from studio.gallery.bulk import actions
from studio.gallery.curation.sharing import share
from studio.gallery.curation.tags import tag
from studio.gallery.models import BulkAction, Favourite, ImageTag, Tag
from studio.generations.models import Image
from tests.gallery.bulk_requests import TAG, carried, few_are_many, part, post  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


def test_undo_is_a_bulk_action_too_and_runs_once(alice, stored, browser_of):
    images, client = stored(alice, 5), browser_of(alice)
    Favourite.objects.create(user=alice, image=images[0])
    post(client, "favourite", images)
    action = carried()
    for _click in range(2):
        client.post(f"/gallery/bulk/{action.pk}/")
    back = BulkAction.objects.get(undoes=action)
    assert (back.verb, back.total) == ("unfavourite", 4)
    carried(back)
    assert [one.image_id for one in Favourite.objects.all()] == [images[0].pk]
    assert not actions.can_undo(back)


def test_undo_takes_each_tag_off_those_alone_that_had_it_from_the_click(alice, stored, browser_of):
    images, client = stored(alice, 5), browser_of(alice)
    tag(Image.objects.filter(pk=images[0].pk), ["blue"], by=alice)
    post(client, "tag", images, tag="blue, red")
    action = carried()
    client.post(f"/gallery/bulk/{action.pk}/")
    carried()
    assert [(row.tag.name, row.image_id) for row in ImageTag.objects.all()] == [("blue", images[0].pk)]
    assert Tag.objects.count() == 1


def test_what_runs_cannot_be_undone_yet(alice, stored, browser_of):
    client = browser_of(alice)
    post(client, "favourite", stored(alice, 3))
    client.post(f"/gallery/bulk/{BulkAction.objects.get().pk}/")
    assert BulkAction.objects.count() == 1


def test_undo_of_sharing_takes_back(alice, team, stored, browser_of):
    images, client = stored(alice, 5), browser_of(alice)
    share([images[0].pk], team, by=alice)
    post(client, "share", images, team=team.slug)
    action = carried()
    client.post(f"/gallery/bulk/{action.pk}/")
    carried()
    assert [one.pk for one in Image.objects.filter(team=team)] == [images[0].pk]
