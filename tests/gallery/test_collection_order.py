"""The manual order of a collection is kept, and followed by pages and neighbours."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from studio.gallery.curation.collection_order import (
    GAP,
    DropTarget,
    move,
)
from studio.gallery.curation.collections import add_images, create
from studio.gallery.models import CollectionImage
from studio.gallery.search.pagination import page_of
from studio.gallery.search.query import ImageQuery
from tests.gallery.collections import image_ids_in, queryset_of

pytestmark = pytest.mark.django_db


def test_an_image_moves_before_another_and_to_the_end(alice, create_images, client_for):
    images = create_images(alice, 3)
    collection, client = create("A", None, by=alice), client_for(alice)
    add_images(queryset_of(images), collection, by=alice)
    one, two, three = (image.pk for image in reversed(images))
    order_url = f"/gallery/collections/{collection.pk}/order/"
    assert client.post(order_url, {"image": three, "before": one}, HTTP_HX_REQUEST="true").status_code == 204
    assert image_ids_in(collection, alice) == [three, one, two]
    client.post(order_url, {"image": three})
    assert image_ids_in(collection, alice) == [one, two, three]
    assert client.post(order_url, {"image": one, "before": 987654}).status_code == 404
    assert client.post(order_url, {"image": 987654}).status_code == 404


def test_positions_never_run_out(alice, create_images):
    images = create_images(alice, 3)
    collection = create("A", None, by=alice)
    add_images(queryset_of(images), collection, by=alice)
    one, two, three = image_ids_in(collection, alice)
    for _step in range(30):
        move(collection, [three], DropTarget(before=two), by=alice)
        move(collection, [two], DropTarget(before=three), by=alice)
    assert image_ids_in(collection, alice) == [one, two, three]
    positions = CollectionImage.objects.order_by("position").values_list("position", flat=True)
    assert len(set(positions)) == 3
    assert min(positions) > -GAP


def test_pages_of_a_collection_continue_after_the_last_image(alice, create_images, client_for, monkeypatch):
    monkeypatch.setattr("studio.gallery.search.pagination.PAGE", 2)
    images = create_images(alice, 5)
    collection = create("A", None, by=alice)
    add_images(queryset_of(images), collection, by=alice)
    image_query = ImageQuery.within(None, QueryDict(f"collection={collection.pk}"), viewer=alice)
    seen, before = [], ""
    while before is not None:
        page = page_of(image_query.images(), sort=image_query.sort, before=before)
        seen, before = [*seen, *(image.pk for image in page.rows)], page.before
    assert seen == sorted((image.pk for image in images), reverse=True)


def test_the_image_page_links_to_neighbours_in_the_manual_order(alice, create_images, client_for):
    images = create_images(alice, 3)
    collection = create("A", None, by=alice)
    add_images(queryset_of(images), collection, by=alice)
    first, second, third = image_ids_in(collection, alice)
    move(collection, [first], DropTarget(before=third), by=alice)
    page = client_for(alice).get(f"/images/{first}/?collection={collection.pk}").text
    assert f"/images/{second}/?collection={collection.pk}" in page
    assert f"/images/{third}/?collection={collection.pk}" in page


@pytest.mark.parametrize(
    ("target", "order"),
    [
        ({"before": 1}, [0, 3, 1, 2]), ({"after": 1}, [0, 1, 3, 2]), ({"front": 1}, [3, 0, 1, 2]),
        ({}, [0, 1, 2, 3]), ({"after": 2}, [0, 1, 2, 3]),
    ],
)  # fmt: skip
def test_the_last_image_moves_to_where_the_form_says(alice, create_images, client_for, target, order):
    images = create_images(alice, 4)
    collection = create("A", None, by=alice)
    add_images(queryset_of(images), collection, by=alice)
    ids = image_ids_in(collection, alice)
    body = {name: ids[index] if name != "front" else 1 for name, index in target.items()}
    page = client_for(alice).post(
        f"/gallery/collections/{collection.pk}/order/", {"image": ids[3], **body}, follow=True
    )
    assert "1 image moved." in page.text
    assert image_ids_in(collection, alice) == [ids[index] for index in order]


def test_several_images_move_together_and_keep_their_order(alice, create_images, client_for):
    images = create_images(alice, 5)
    collection = create("A", None, by=alice)
    add_images(queryset_of(images), collection, by=alice)
    a, b, c, d, e = image_ids_in(collection, alice)
    order_url = f"/gallery/collections/{collection.pk}/order/"
    client_for(alice).post(f"{order_url}?front=1", {"image": [e, c]})
    assert image_ids_in(collection, alice) == [c, e, a, b, d]
    client_for(alice).post(order_url, {"image": [c, a], "before": d})
    assert image_ids_in(collection, alice) == [e, b, c, a, d]
    assert client_for(alice).post(order_url, {"image": [c, a], "before": a}).status_code == 404
    assert image_ids_in(collection, alice) == [e, b, c, a, d]


def test_a_form_without_images_asks_for_one(alice, client_for):
    collection = create("A", None, by=alice)
    page = client_for(alice).post(f"/gallery/collections/{collection.pk}/order/", {"front": 1}, follow=True)
    assert "Select at least one image." in page.text


def test_renumbering_a_used_up_gap_takes_few_extra_queries(alice, create_images):
    images = create_images(alice, 15)
    collection = create("A", None, by=alice)
    add_images(queryset_of(images), collection, by=alice)
    first, second, *_others, last = ids = image_ids_in(collection, alice)
    with CaptureQueriesContext(connection) as with_gap:
        move(collection, [last], DropTarget(before=second), by=alice)
    CollectionImage.objects.filter(image__in=[first, last]).update(position=0)
    CollectionImage.objects.filter(image=second).update(position=1)
    third = ids[2]
    with CaptureQueriesContext(connection) as without_gap:
        move(collection, [third], DropTarget(before=second), by=alice)
    assert len(without_gap) <= len(with_gap) + 4
    assert image_ids_in(collection, alice)[:4] == [last, first, third, second]
