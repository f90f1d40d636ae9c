"""A bulk action is undone by another bulk action, once it has ended."""

import pytest

from studio.gallery.bulk import actions
from studio.gallery.curation.sharing import share
from studio.gallery.curation.tags import tag
from studio.gallery.models import BulkAction, Favourite, ImageTag, Tag
from studio.generations.models import Image
from tests.gallery.bulk_requests import TAG, fetch_progress, lower_bulk_limits, post, run_all_batches  # noqa: F401  (a fixture)

pytestmark = pytest.mark.django_db


def test_undo_is_a_bulk_action_too_and_runs_once(alice, create_images, client_for):
    images, client = create_images(alice, 5), client_for(alice)
    Favourite.objects.create(user=alice, image=images[0])
    post(client, "favourite", images)
    action = run_all_batches()
    for _click in range(2):
        client.post(f"/gallery/bulk/{action.pk}/")
    undo = BulkAction.objects.get(undoes=action)
    assert (undo.verb, undo.total) == ("unfavourite", 4)
    run_all_batches(undo)
    assert [favourite.image_id for favourite in Favourite.objects.all()] == [images[0].pk]
    assert not actions.can_undo(undo)


def test_undo_removes_each_tag_only_from_images_that_the_action_tagged(alice, create_images, client_for):
    images, client = create_images(alice, 5), client_for(alice)
    tag(Image.objects.filter(pk=images[0].pk), ["blue"], by=alice)
    post(client, "tag", images, tag="blue, red")
    action = run_all_batches()
    client.post(f"/gallery/bulk/{action.pk}/")
    run_all_batches()
    assert [(row.tag.name, row.image_id) for row in ImageTag.objects.all()] == [("blue", images[0].pk)]
    assert Tag.objects.count() == 1


def test_a_running_action_cannot_be_undone_yet(alice, create_images, client_for):
    client = client_for(alice)
    post(client, "favourite", create_images(alice, 3))
    client.post(f"/gallery/bulk/{BulkAction.objects.get().pk}/")
    assert BulkAction.objects.count() == 1


def test_undo_of_sharing_unshares_only_what_the_action_shared(alice, team, create_images, client_for):
    images, client = create_images(alice, 5), client_for(alice)
    share([images[0].pk], team, by=alice)
    post(client, "share", images, team=team.slug)
    action = run_all_batches()
    client.post(f"/gallery/bulk/{action.pk}/")
    run_all_batches()
    assert [image.pk for image in Image.objects.filter(team=team)] == [images[0].pk]
