"""Collections: made, named, narrowed, taken apart and brought back, and who may."""

import pytest

from studio.accounts.models import Membership, Role
from studio.accounts.permissions import Forbidden
from studio.gallery.curation.collection_order import DropTarget, move
from studio.gallery.curation.collections import add_images, create
from studio.gallery.curation.sharing import share, unshare
from studio.gallery.curation.trash import move_to_trash, restore
from studio.gallery.models import Collection, CollectionImage
from studio.generations.models import Image
from tests.fixtures import undo_in
from tests.gallery.collections import inside, those

pytestmark = pytest.mark.django_db

COLLECT = "/images/collect/"


def test_within_a_collection_everything_else_still_narrows_and_sorts(alice, stored):
    old, new = stored(alice, prompt="a lotus")[0], stored(alice, prompt="雨夜的街道")[0]
    made = create("A", None, by=alice)
    add_images(those([old]), made, by=alice)
    add_images(those([new]), made, by=alice)
    assert inside(made, alice) == [old.pk, new.pk]
    assert inside(made, alice, sort="newest") == [new.pk, old.pk]
    assert inside(made, alice, q="雨夜") == [new.pk]


def test_an_image_that_leaves_and_comes_back_has_its_place(alice, team, stored):
    images = stored(alice, 3)
    made = create("A", None, by=alice)
    add_images(those(images), made, by=alice)
    order = inside(made, alice)
    middle = Image.objects.filter(pk=order[1])
    move_to_trash(middle, by=alice)
    assert inside(made, alice) == [order[0], order[2]]
    restore(middle, by=alice)
    assert inside(made, alice) == order


def test_what_is_shared_stays_in_ones_own_collection_and_what_is_taken_back_leaves_the_teams(
    alice, team, stored
):
    image = stored(alice)[0]
    own, theirs = create("A", None, by=alice), create("B", team, by=alice)
    add_images(those([image]), own, by=alice)
    share([image.pk], team, by=alice)
    add_images(those([image]), theirs, by=alice)
    assert (inside(own, alice), inside(theirs, alice)) == ([image.pk], [image.pk])
    unshare([image.pk], by=alice)
    assert (inside(own, alice), inside(theirs, alice)) == ([image.pk], [])


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
    add_images(those([image]), made, by=alice)
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    for act in (lambda: create("Mine", team, by=bob), lambda: move(made, [image.pk], DropTarget(), by=bob)):
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
    add_images(those(images), made, by=alice)
    client.post(f"/gallery/collections/{made.pk}/", {"name": "Spring"})
    assert "Spring" in client.get(f"/gallery/?collection={made.pk}").text
    page = client.post(f"/gallery/collections/{made.pk}/", {"delete": "1"}, follow=True).text
    assert "“Spring” deleted" in page
    assert Image.objects.stored().count() == 2


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_name_that_is_none_is_shown(alice, browser_of, name):
    page = browser_of(alice).post("/gallery/collections/", {"name": name}, follow=True).text
    assert "Enter a name for the collection." in page or "A name can have up to 60 characters." in page
    assert not Collection.objects.exists()


def test_a_collection_that_was_taken_apart_comes_back_by_undo_with_its_order(alice, stored, browser_of):
    images = stored(alice, 3)
    made, client = create("Spring", None, by=alice), browser_of(alice)
    add_images(those(images), made, by=alice)
    move(made, [images[1].pk], DropTarget(front=True), by=alice)
    order = inside(made, alice)
    page = client.post(f"/gallery/collections/{made.pk}/", {"delete": "1"}, follow=True).text
    assert not Collection.objects.exists()
    for _click in range(2):
        client.post(undo_in(page))
    again = Collection.objects.get()
    assert (again.pk, again.name, again.owner) == (made.pk, "Spring", alice)
    assert inside(again, alice) == order


def test_a_person_who_may_no_longer_change_the_team_restores_nothing(alice, bob, team, stored, browser_of):
    image = stored(alice, team=team)[0]
    made, client = create("Posters", team, by=alice), browser_of(bob)
    add_images(those([image]), made, by=alice)
    page = client.post(f"/gallery/collections/{made.pk}/", {"delete": "1"}, follow=True).text
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    client.post(undo_in(page))
    assert not Collection.objects.exists()
    assert browser_of(alice).post(undo_in(page)).status_code == 404


def test_two_clicks_with_one_name_make_one_collection(alice, stored, browser_of):
    image = stored(alice)[0]
    for _click in range(2):
        browser_of(alice).post(COLLECT, {"image": image.pk, "name": "Spring"})
        browser_of(alice).post("/gallery/collections/", {"name": "Spring"})
    assert Collection.objects.count() == 1


def test_no_image_makes_no_collection(alice, browser_of):
    page = browser_of(alice).post(COLLECT, {"name": "Spring"}, follow=True).text
    assert "Select at least one image." in page
    assert not Collection.objects.exists()
