"""The order of a collection is made by hand, kept, and followed."""

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
from tests.gallery.collections import inside, those

pytestmark = pytest.mark.django_db


def test_an_image_moves_before_another_and_to_the_end(alice, stored, browser_of):
    images = stored(alice, 3)
    made, client = create("A", None, by=alice), browser_of(alice)
    add_images(those(images), made, by=alice)
    one, two, three = (image.pk for image in reversed(images))
    order = f"/gallery/collections/{made.pk}/order/"
    assert client.post(order, {"image": three, "before": one}, HTTP_HX_REQUEST="true").status_code == 204
    assert inside(made, alice) == [three, one, two]
    client.post(order, {"image": three})
    assert inside(made, alice) == [one, two, three]
    assert client.post(order, {"image": one, "before": 987654}).status_code == 404
    assert client.post(order, {"image": 987654}).status_code == 404


def test_positions_never_run_out(alice, stored):
    images = stored(alice, 3)
    made = create("A", None, by=alice)
    add_images(those(images), made, by=alice)
    one, two, three = inside(made, alice)
    for _step in range(30):
        move(made, [three], DropTarget(before=two), by=alice)
        move(made, [two], DropTarget(before=three), by=alice)
    assert inside(made, alice) == [one, two, three]
    positions = CollectionImage.objects.order_by("position").values_list("position", flat=True)
    assert len(set(positions)) == 3
    assert min(positions) > -GAP


def test_pages_of_a_collection_continue_after_the_last_image(alice, stored, browser_of, monkeypatch):
    monkeypatch.setattr("studio.gallery.search.pagination.PAGE", 2)
    images = stored(alice, 5)
    made = create("A", None, by=alice)
    add_images(those(images), made, by=alice)
    image_query = ImageQuery.within(None, QueryDict(f"collection={made.pk}"), viewer=alice)
    seen, before = [], ""
    while before is not None:
        page = page_of(image_query.images(), sort=image_query.sort, before=before)
        seen, before = [*seen, *(one.pk for one in page.rows)], page.before
    assert seen == sorted((one.pk for one in images), reverse=True)


def test_the_image_page_goes_on_in_the_order_made_by_hand(alice, stored, browser_of):
    images = stored(alice, 3)
    made = create("A", None, by=alice)
    add_images(those(images), made, by=alice)
    first, second, third = inside(made, alice)
    move(made, [first], DropTarget(before=third), by=alice)
    page = browser_of(alice).get(f"/images/{first}/?collection={made.pk}").text
    assert f"/images/{second}/?collection={made.pk}" in page
    assert f"/images/{third}/?collection={made.pk}" in page


@pytest.mark.parametrize(
    ("said", "order"),
    [
        ({"before": 1}, [0, 3, 1, 2]), ({"after": 1}, [0, 1, 3, 2]), ({"front": 1}, [3, 0, 1, 2]),
        ({}, [0, 1, 2, 3]), ({"after": 2}, [0, 1, 2, 3]),
    ],
)  # fmt: skip
def test_the_last_image_moves_to_where_the_form_says(alice, stored, browser_of, said, order):
    images = stored(alice, 4)
    made = create("A", None, by=alice)
    add_images(those(images), made, by=alice)
    there = inside(made, alice)
    body = {name: there[at] if name != "front" else 1 for name, at in said.items()}
    page = browser_of(alice).post(
        f"/gallery/collections/{made.pk}/order/", {"image": there[3], **body}, follow=True
    )
    assert "1 image moved." in page.text
    assert inside(made, alice) == [there[at] for at in order]


def test_several_move_together_and_keep_their_order(alice, stored, browser_of):
    images = stored(alice, 5)
    made = create("A", None, by=alice)
    add_images(those(images), made, by=alice)
    a, b, c, d, e = inside(made, alice)
    order = f"/gallery/collections/{made.pk}/order/"
    browser_of(alice).post(f"{order}?front=1", {"image": [e, c]})
    assert inside(made, alice) == [c, e, a, b, d]
    browser_of(alice).post(order, {"image": [c, a], "before": d})
    assert inside(made, alice) == [e, b, c, a, d]
    assert browser_of(alice).post(order, {"image": [c, a], "before": a}).status_code == 404
    assert inside(made, alice) == [e, b, c, a, d]


def test_a_form_without_images_asks_for_one(alice, browser_of):
    made = create("A", None, by=alice)
    page = browser_of(alice).post(f"/gallery/collections/{made.pk}/order/", {"front": 1}, follow=True)
    assert "Select at least one image." in page.text


def test_a_used_up_gap_costs_one_statement_for_all_images(alice, stored):
    images = stored(alice, 15)
    made = create("A", None, by=alice)
    add_images(those(images), made, by=alice)
    first, second, *_others, last = there = inside(made, alice)
    with CaptureQueriesContext(connection) as with_room:
        move(made, [last], DropTarget(before=second), by=alice)
    CollectionImage.objects.filter(image__in=[first, last]).update(position=0)
    CollectionImage.objects.filter(image=second).update(position=1)
    third = there[2]
    with CaptureQueriesContext(connection) as without:
        move(made, [third], DropTarget(before=second), by=alice)
    assert len(without) <= len(with_room) + 4
    assert inside(made, alice)[:4] == [last, first, third, second]
