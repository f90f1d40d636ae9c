"""Collections: made, named, filled with many images at once, put into order by hand, taken apart."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from studio.accounts.models import Membership, Role
from studio.accounts.permissions import Forbidden
from studio.gallery.browse import page_of
from studio.gallery.collecting import GAP, collect, create, move
from studio.gallery.finding import Finding
from studio.gallery.models import Collection, CollectionImage
from studio.gallery.sharing import share, take_back
from studio.gallery.trash import restore, throw_away
from studio.generations.models import Image
from tests.cast import undo_in

pytestmark = pytest.mark.django_db

COLLECT = "/images/collect/"


def those(images):
    return Image.objects.filter(pk__in=[one.pk for one in images])


def inside(collection, viewer, **query):
    """The ids of the images in the order of the page."""
    asked = QueryDict(mutable=True)
    asked.update({"collection": str(collection.pk), **query})
    finding = Finding.within(collection.team, asked, viewer=viewer)
    return [one.pk for one in page_of(finding.images(), sort=finding.sort).images]


def test_a_selection_becomes_a_new_collection_in_the_order_of_the_page(alice, stored, browser_of):
    images = stored(alice, 3)
    data = {"image": [one.pk for one in images], "name": " Key  visuals "}
    page = browser_of(alice).post(COLLECT, data, follow=True)
    made = Collection.objects.get()
    assert (made.name, made.owner, made.team) == ("Key visuals", alice, None)
    assert inside(made, alice) == sorted((one.pk for one in images), reverse=True)
    assert "3 images collected." in page.text


def test_what_is_added_comes_last_and_once(alice, stored, browser_of):
    first, second = stored(alice, 2)
    made = create("A", None, by=alice)
    for one in (second, first, second):
        browser_of(alice).post(COLLECT, {"image": one.pk, "collection": made.pk})
    assert inside(made, alice) == [second.pk, first.pk]


def test_undo_takes_out_what_the_click_put_in(alice, stored, browser_of):
    earlier, later = stored(alice, 2)
    made, client = create("A", None, by=alice), browser_of(alice)
    collect(those([earlier]), made, by=alice)
    data = {"image": [earlier.pk, later.pk], "collection": made.pk}
    client.post(undo_in(client.post(COLLECT, data, follow=True).text), follow=True)
    assert inside(made, alice) == [earlier.pk]


def test_images_are_taken_out_and_stay_in_the_gallery(alice, stored, browser_of):
    images = stored(alice, 2)
    made = create("A", None, by=alice)
    collect(those(images), made, by=alice)
    browser_of(alice).post(f"{COLLECT}?remove=1", {"image": images[0].pk, "collection": made.pk})
    assert inside(made, alice) == [images[1].pk]
    assert Image.objects.stored().count() == 2


def test_an_image_moves_before_another_and_to_the_end(alice, stored, browser_of):
    images = stored(alice, 3)
    made, client = create("A", None, by=alice), browser_of(alice)
    collect(those(images), made, by=alice)
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
    collect(those(images), made, by=alice)
    one, two, three = inside(made, alice)
    for _step in range(30):
        move(made, three, before=two, by=alice)
        move(made, two, before=three, by=alice)
    assert inside(made, alice) == [one, two, three]
    positions = CollectionImage.objects.order_by("position").values_list("position", flat=True)
    assert len(set(positions)) == 3
    assert min(positions) > -GAP


def test_within_a_collection_everything_else_still_narrows_and_sorts(alice, stored):
    old, new = stored(alice, prompt="a lotus")[0], stored(alice, prompt="雨夜的街道")[0]
    made = create("A", None, by=alice)
    collect(those([old]), made, by=alice)
    collect(those([new]), made, by=alice)
    assert inside(made, alice) == [old.pk, new.pk]
    assert inside(made, alice, sort="newest") == [new.pk, old.pk]
    assert inside(made, alice, q="雨夜") == [new.pk]


def test_pages_of_a_collection_continue_after_the_last_image(alice, stored, browser_of, monkeypatch):
    monkeypatch.setattr("studio.gallery.browse.PAGE", 2)
    images = stored(alice, 5)
    made = create("A", None, by=alice)
    collect(those(images), made, by=alice)
    finding = Finding.within(None, QueryDict(f"collection={made.pk}"), viewer=alice)
    seen, before = [], ""
    while before is not None:
        page = page_of(finding.images(), sort=finding.sort, before=before)
        seen, before = [*seen, *(one.pk for one in page.images)], page.before
    assert seen == sorted((one.pk for one in images), reverse=True)


def test_the_image_page_goes_on_in_the_order_made_by_hand(alice, stored, browser_of):
    images = stored(alice, 3)
    made = create("A", None, by=alice)
    collect(those(images), made, by=alice)
    first, second, third = inside(made, alice)
    move(made, first, before=third, by=alice)
    page = browser_of(alice).get(f"/images/{first}/?collection={made.pk}").text
    assert f"/images/{second}/?collection={made.pk}" in page
    assert f"/images/{third}/?collection={made.pk}" in page


def test_an_image_that_leaves_and_comes_back_has_its_place(alice, team, stored):
    images = stored(alice, 3)
    made = create("A", None, by=alice)
    collect(those(images), made, by=alice)
    order = inside(made, alice)
    middle = Image.objects.filter(pk=order[1])
    throw_away(middle, by=alice)
    assert inside(made, alice) == [order[0], order[2]]
    restore(middle, by=alice)
    assert inside(made, alice) == order


def test_what_is_shared_stays_in_ones_own_collection_and_what_is_taken_back_leaves_the_teams(
    alice, team, stored
):
    image = stored(alice)[0]
    own, theirs = create("A", None, by=alice), create("B", team, by=alice)
    collect(those([image]), own, by=alice)
    share([image.pk], team, by=alice)
    collect(those([image]), theirs, by=alice)
    assert (inside(own, alice), inside(theirs, alice)) == ([image.pk], [image.pk])
    take_back([image.pk], by=alice)
    assert (inside(own, alice), inside(theirs, alice)) == ([image.pk], [])


def test_an_image_of_another_gallery_is_left_with_a_reason(alice, team, stored, browser_of):
    private, shared = stored(alice)[0], stored(alice, team=team)[0]
    made = create("A", team, by=alice)
    data = {"image": [private.pk, shared.pk], "collection": made.pk}
    page = browser_of(alice).post(COLLECT, data, follow=True).text
    assert "It lies in another gallery than the collection." in page
    assert inside(made, alice) == [shared.pk]


def test_a_team_keeps_its_collections_together(alice, bob, charlie, team, stored, browser_of):
    image = stored(alice, team=team)[0]
    made = create("Posters", team, by=alice)
    data = {"image": image.pk, "collection": made.pk}
    assert browser_of(bob).post(COLLECT, data).status_code == 302
    assert inside(made, bob) == [image.pk]
    for path, body in (
        (COLLECT, data), (f"/gallery/collections/{made.pk}/", {"name": "Mine"}),
        (f"/gallery/collections/{made.pk}/order/", {"image": image.pk}),
        ("/gallery/collections/", {"name": "New", "team": team.slug}),
    ):  # fmt: skip
        assert browser_of(charlie).post(path, body).status_code == 404
    assert "Posters" not in browser_of(charlie).get(f"/gallery/?collection={made.pk}").text
    assert list(Collection.objects.values_list("name", flat=True)) == ["Posters"]


def test_a_viewer_of_the_team_changes_nothing(alice, bob, team, stored):
    image = stored(alice, team=team)[0]
    made = create("Posters", team, by=alice)
    collect(those([image]), made, by=alice)
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    for act in (lambda: create("Mine", team, by=bob), lambda: move(made, image.pk, by=bob)):
        with pytest.raises(Forbidden):
            act()
    assert inside(made, bob) == [image.pk]


def test_another_persons_private_collection_is_as_if_it_were_not_there(alice, bob, stored, browser_of):
    image = stored(bob)[0]
    made = create("A", None, by=alice)
    answers = [
        browser_of(bob).post(COLLECT, {"image": image.pk, "collection": pk}) for pk in (made.pk, 987654)
    ]
    assert [one.status_code for one in answers] == [404, 404]
    assert browser_of(bob).get(f"/gallery/?collection={made.pk}").status_code == 200
    assert CollectionImage.objects.count() == 0


def test_it_is_renamed_and_taken_apart(alice, stored, browser_of):
    images = stored(alice, 2)
    made, client = create("A", None, by=alice), browser_of(alice)
    collect(those(images), made, by=alice)
    client.post(f"/gallery/collections/{made.pk}/", {"name": "Spring"})
    assert "Spring" in client.get(f"/gallery/?collection={made.pk}").text
    page = client.post(f"/gallery/collections/{made.pk}/", {"delete": "1"}, follow=True).text
    assert "“Spring” is gone" in page
    assert Image.objects.stored().count() == 2


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_name_that_is_none_is_said(alice, browser_of, name):
    page = browser_of(alice).post("/gallery/collections/", {"name": name}, follow=True).text
    assert "Type a name for the collection." in page or "A name has at most 60 characters." in page
    assert not Collection.objects.exists()


def test_many_images_are_a_handful_of_statements(alice, stored):
    images = [one for _run in range(4) for one in stored(alice, 15)]
    made = create("A", None, by=alice)
    with CaptureQueriesContext(
        connection,
    ) as few:
        collect(those(images[:1]), made, by=alice)
    with CaptureQueriesContext(connection) as many:
        collect(those(images), made, by=alice)
    assert len(many) == len(few) <= 14
