"""Images are added to a collection and removed, one or thousands, and undo restores their positions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.gallery.bulk import actions
from studio.gallery.curation.collection_order import DropTarget, move
from studio.gallery.curation.collections import add_images, create
from studio.gallery.curation.sharing import share, unshare
from studio.gallery.models import BulkAction, Collection
from studio.generations.models import Image
from tests.fixtures import undo_url_in
from tests.gallery.collections import image_ids_in, queryset_of

pytestmark = pytest.mark.django_db

COLLECT = "/images/collect/"


def run_all_batches(action):
    while actions.run_batch(action.pk):
        pass


def test_a_selection_becomes_a_new_collection_in_the_order_of_the_page(alice, create_images, client_for):
    images = create_images(alice, 3)
    data = {"image": [image.pk for image in images], "name": " Key  visuals "}
    page = client_for(alice).post(COLLECT, data, follow=True)
    collection = Collection.objects.get()
    assert (collection.name, collection.owner, collection.team) == ("Key visuals", alice, None)
    assert image_ids_in(collection, alice) == sorted((image.pk for image in images), reverse=True)
    assert "3 images added to the collection." in page.text


def test_added_images_come_last_and_only_once(alice, create_images, client_for):
    first, second = create_images(alice, 2)
    collection = create("A", None, by=alice)
    for image in (second, first, second):
        client_for(alice).post(COLLECT, {"image": image.pk, "collection": collection.pk})
    assert image_ids_in(collection, alice) == [second.pk, first.pk]


def test_undo_removes_only_the_images_that_the_click_added(alice, create_images, client_for):
    earlier, later = create_images(alice, 2)
    collection, client = create("A", None, by=alice), client_for(alice)
    add_images(queryset_of([earlier]), collection, by=alice)
    data = {"image": [earlier.pk, later.pk], "collection": collection.pk}
    client.post(undo_url_in(client.post(COLLECT, data, follow=True).text), follow=True)
    assert image_ids_in(collection, alice) == [earlier.pk]


def test_removed_images_stay_in_the_gallery(alice, create_images, client_for):
    images = create_images(alice, 2)
    collection = create("A", None, by=alice)
    add_images(queryset_of(images), collection, by=alice)
    client_for(alice).post(f"{COLLECT}?remove=1", {"image": images[0].pk, "collection": collection.pk})
    assert image_ids_in(collection, alice) == [images[1].pk]
    assert Image.objects.stored().count() == 2


def test_an_image_of_another_gallery_is_refused_with_a_reason(alice, team, create_images, client_for):
    private, shared = create_images(alice)[0], create_images(alice, team=team)[0]
    collection = create("A", team, by=alice)
    data = {"image": [private.pk, shared.pk], "collection": collection.pk}
    page = client_for(alice).post(COLLECT, data, follow=True).text
    assert "Not in the same gallery as the collection." in page
    assert image_ids_in(collection, alice) == [shared.pk]


def test_adding_many_images_takes_a_constant_number_of_queries(alice, create_images):
    images = [image for _run in range(4) for image in create_images(alice, 15)]
    collection = create("A", None, by=alice)
    with CaptureQueriesContext(
        connection,
    ) as few:
        add_images(queryset_of(images[:1]), collection, by=alice)
    with CaptureQueriesContext(connection) as many:
        add_images(queryset_of(images), collection, by=alice)
    assert len(many) == len(few) <= 14


def test_undo_of_a_removal_restores_the_positions(alice, create_images, client_for):
    images = create_images(alice, 4)
    collection, client = create("A", None, by=alice), client_for(alice)
    add_images(queryset_of(images), collection, by=alice)
    move(collection, [images[0].pk], DropTarget(front=True), by=alice)
    order = image_ids_in(collection, alice)
    data = {"image": [order[0], order[2]], "collection": collection.pk}
    page = client.post(f"{COLLECT}?remove=1", data, follow=True).text
    assert image_ids_in(collection, alice) == [order[1], order[3]]
    client.post(undo_url_in(page))
    assert image_ids_in(collection, alice) == order


def test_undo_of_a_bulk_removal_restores_the_positions(alice, create_images, client_for, monkeypatch):
    monkeypatch.setattr(actions, "LARGE", 2)
    monkeypatch.setattr(actions, "BATCH", 2)
    images = create_images(alice, 5)
    collection, client = create("A", None, by=alice), client_for(alice)
    add_images(queryset_of(images), collection, by=alice)
    move(collection, [images[3].pk, images[1].pk], DropTarget(), by=alice)
    order = image_ids_in(collection, alice)
    client.post(f"{COLLECT}?remove=1", {"all": f"collection={collection.pk}", "collection": collection.pk})
    run_all_batches(action := BulkAction.objects.get())
    assert image_ids_in(collection, alice) == []
    client.post(f"/gallery/bulk/{action.pk}/")
    run_all_batches(BulkAction.objects.get(undoes=action))
    assert image_ids_in(collection, alice) == order


def test_an_unshared_image_cannot_be_removed_from_the_team_collection(
    alice, bob, team, create_images, client_for
):
    image = create_images(bob)[0]
    collection = create("A", team, by=alice)
    share([image.pk], team, by=bob)
    add_images(queryset_of([image]), collection, by=alice)
    unshare([image.pk], by=bob)
    page = client_for(bob).post(
        f"{COLLECT}?remove=1", {"image": image.pk, "collection": collection.pk}, follow=True
    )
    assert "Not in the same gallery as the collection." in page.text
    share([image.pk], team, by=bob)
    assert image_ids_in(collection, alice) == [image.pk]
