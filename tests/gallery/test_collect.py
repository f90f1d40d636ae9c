"""Images are put into a collection and taken out, one or thousands, and an undo knows their places."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from studio.gallery.bulk import actions
from studio.gallery.curation.collection_order import DropTarget, move
from studio.gallery.curation.collections import add_images, create
from studio.gallery.curation.sharing import share, unshare
from studio.gallery.models import BulkAction, Collection
from studio.generations.models import Image
from tests.fixtures import undo_in
from tests.gallery.collections import inside, those

pytestmark = pytest.mark.django_db

COLLECT = "/images/collect/"


def carry(action):
    while actions.run_batch(action.pk):
        pass


def test_a_selection_becomes_a_new_collection_in_the_order_of_the_page(alice, stored, browser_of):
    images = stored(alice, 3)
    data = {"image": [one.pk for one in images], "name": " Key  visuals "}
    page = browser_of(alice).post(COLLECT, data, follow=True)
    made = Collection.objects.get()
    assert (made.name, made.owner, made.team) == ("Key visuals", alice, None)
    assert inside(made, alice) == sorted((one.pk for one in images), reverse=True)
    assert "3 images added to the collection." in page.text


def test_what_is_added_comes_last_and_once(alice, stored, browser_of):
    first, second = stored(alice, 2)
    made = create("A", None, by=alice)
    for one in (second, first, second):
        browser_of(alice).post(COLLECT, {"image": one.pk, "collection": made.pk})
    assert inside(made, alice) == [second.pk, first.pk]


def test_undo_takes_out_what_the_click_put_in(alice, stored, browser_of):
    earlier, later = stored(alice, 2)
    made, client = create("A", None, by=alice), browser_of(alice)
    add_images(those([earlier]), made, by=alice)
    data = {"image": [earlier.pk, later.pk], "collection": made.pk}
    client.post(undo_in(client.post(COLLECT, data, follow=True).text), follow=True)
    assert inside(made, alice) == [earlier.pk]


def test_images_are_taken_out_and_stay_in_the_gallery(alice, stored, browser_of):
    images = stored(alice, 2)
    made = create("A", None, by=alice)
    add_images(those(images), made, by=alice)
    browser_of(alice).post(f"{COLLECT}?remove=1", {"image": images[0].pk, "collection": made.pk})
    assert inside(made, alice) == [images[1].pk]
    assert Image.objects.stored().count() == 2


def test_an_image_of_another_gallery_is_left_with_a_reason(alice, team, stored, browser_of):
    private, shared = stored(alice)[0], stored(alice, team=team)[0]
    made = create("A", team, by=alice)
    data = {"image": [private.pk, shared.pk], "collection": made.pk}
    page = browser_of(alice).post(COLLECT, data, follow=True).text
    assert "Not in the same gallery as the collection." in page
    assert inside(made, alice) == [shared.pk]


def test_many_images_are_a_handful_of_statements(alice, stored):
    images = [one for _run in range(4) for one in stored(alice, 15)]
    made = create("A", None, by=alice)
    with CaptureQueriesContext(
        connection,
    ) as few:
        add_images(those(images[:1]), made, by=alice)
    with CaptureQueriesContext(connection) as many:
        add_images(those(images), made, by=alice)
    assert len(many) == len(few) <= 14


def test_undo_brings_what_was_taken_out_back_to_its_place(alice, stored, browser_of):
    images = stored(alice, 4)
    made, client = create("A", None, by=alice), browser_of(alice)
    add_images(those(images), made, by=alice)
    move(made, [images[0].pk], DropTarget(front=True), by=alice)
    order = inside(made, alice)
    data = {"image": [order[0], order[2]], "collection": made.pk}
    page = client.post(f"{COLLECT}?remove=1", data, follow=True).text
    assert inside(made, alice) == [order[1], order[3]]
    client.post(undo_in(page))
    assert inside(made, alice) == order


def test_thousands_that_the_engine_took_out_come_back_to_their_places(alice, stored, browser_of, monkeypatch):
    monkeypatch.setattr(actions, "LARGE", 2)
    monkeypatch.setattr(actions, "BATCH", 2)
    images = stored(alice, 5)
    made, client = create("A", None, by=alice), browser_of(alice)
    add_images(those(images), made, by=alice)
    move(made, [images[3].pk, images[1].pk], DropTarget(), by=alice)
    order = inside(made, alice)
    client.post(f"{COLLECT}?remove=1", {"all": f"collection={made.pk}", "collection": made.pk})
    carry(action := BulkAction.objects.get())
    assert inside(made, alice) == []
    client.post(f"/gallery/bulk/{action.pk}/")
    carry(BulkAction.objects.get(undoes=action))
    assert inside(made, alice) == order


def test_what_one_has_taken_back_is_not_taken_out_of_the_teams_collection(
    alice, bob, team, stored, browser_of
):
    image = stored(bob)[0]
    made = create("A", team, by=alice)
    share([image.pk], team, by=bob)
    add_images(those([image]), made, by=alice)
    unshare([image.pk], by=bob)
    page = browser_of(bob).post(
        f"{COLLECT}?remove=1", {"image": image.pk, "collection": made.pk}, follow=True
    )
    assert "Not in the same gallery as the collection." in page.text
    share([image.pk], team, by=bob)
    assert inside(made, alice) == [image.pk]
