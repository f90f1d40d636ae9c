"""Collections: create, rename, filter, delete and restore, and who may."""

import pytest

from studio.accounts.models import Membership, Role
from studio.accounts.permissions import Forbidden
from studio.gallery.curation.collection_order import DropTarget, move
from studio.gallery.curation.collections import add_images, create
from studio.gallery.curation.sharing import share, unshare
from studio.gallery.curation.trash import move_to_trash, restore
from studio.gallery.models import Collection, CollectionImage
from studio.generations.models import Image
from tests.fixtures import undo_url_in
from tests.gallery.collections import image_ids_in, queryset_of

pytestmark = pytest.mark.django_db

COLLECT = "/images/collect/"


def test_filters_and_sorting_work_inside_a_collection(alice, create_images):
    old, new = create_images(alice, prompt="a lotus")[0], create_images(alice, prompt="雨夜的街道")[0]
    collection = create("A", None, by=alice)
    add_images(queryset_of([old]), collection, by=alice)
    add_images(queryset_of([new]), collection, by=alice)
    assert image_ids_in(collection, alice) == [old.pk, new.pk]
    assert image_ids_in(collection, alice, sort="newest") == [new.pk, old.pk]
    assert image_ids_in(collection, alice, q="雨夜") == [new.pk]


def test_an_image_restored_from_the_trash_keeps_its_position(alice, team, create_images):
    images = create_images(alice, 3)
    collection = create("A", None, by=alice)
    add_images(queryset_of(images), collection, by=alice)
    order = image_ids_in(collection, alice)
    middle = Image.objects.filter(pk=order[1])
    move_to_trash(middle, by=alice)
    assert image_ids_in(collection, alice) == [order[0], order[2]]
    restore(middle, by=alice)
    assert image_ids_in(collection, alice) == order


def test_an_unshared_image_leaves_the_team_collection_but_not_the_own_one(alice, team, create_images):
    image = create_images(alice)[0]
    own, team_collection = create("A", None, by=alice), create("B", team, by=alice)
    add_images(queryset_of([image]), own, by=alice)
    share([image.pk], team, by=alice)
    add_images(queryset_of([image]), team_collection, by=alice)
    assert (image_ids_in(own, alice), image_ids_in(team_collection, alice)) == ([image.pk], [image.pk])
    unshare([image.pk], by=alice)
    assert (image_ids_in(own, alice), image_ids_in(team_collection, alice)) == ([image.pk], [])


def test_members_edit_team_collections_and_strangers_cannot(
    alice, bob, charlie, team, create_images, client_for
):
    image = create_images(alice, team=team)[0]
    collection = create("Posters", team, by=alice)
    data = {"image": image.pk, "collection": collection.pk}
    assert client_for(bob).post(COLLECT, data).status_code == 302
    assert image_ids_in(collection, bob) == [image.pk]
    for path, body in (
        (COLLECT, data), (f"/gallery/collections/{collection.pk}/", {"name": "Mine"}),
        (f"/gallery/collections/{collection.pk}/order/", {"image": image.pk}),
        ("/gallery/collections/", {"name": "New", "team": team.slug}),
    ):  # fmt: skip
        assert client_for(charlie).post(path, body).status_code == 404
    assert "Posters" not in client_for(charlie).get(f"/gallery/?collection={collection.pk}").text
    assert list(Collection.objects.values_list("name", flat=True)) == ["Posters"]


def test_a_viewer_of_the_team_changes_nothing(alice, bob, team, create_images):
    image = create_images(alice, team=team)[0]
    collection = create("Posters", team, by=alice)
    add_images(queryset_of([image]), collection, by=alice)
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    for action in (
        lambda: create("Mine", team, by=bob),
        lambda: move(collection, [image.pk], DropTarget(), by=bob),
    ):
        with pytest.raises(Forbidden):
            action()
    assert image_ids_in(collection, bob) == [image.pk]


def test_another_person_s_private_collection_is_not_found(alice, bob, create_images, client_for):
    image = create_images(bob)[0]
    collection = create("A", None, by=alice)
    responses = [
        client_for(bob).post(COLLECT, {"image": image.pk, "collection": pk}) for pk in (collection.pk, 987654)
    ]
    assert [one.status_code for one in responses] == [404, 404]
    assert client_for(bob).get(f"/gallery/?collection={collection.pk}").status_code == 200
    assert CollectionImage.objects.count() == 0


def test_a_collection_is_renamed_and_deleted(alice, create_images, client_for):
    images = create_images(alice, 2)
    collection, client = create("A", None, by=alice), client_for(alice)
    add_images(queryset_of(images), collection, by=alice)
    client.post(f"/gallery/collections/{collection.pk}/", {"name": "Spring"})
    assert "Spring" in client.get(f"/gallery/?collection={collection.pk}").text
    page = client.post(f"/gallery/collections/{collection.pk}/", {"delete": "1"}, follow=True).text
    assert "“Spring” deleted" in page
    assert Image.objects.stored().count() == 2


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_an_invalid_name_is_explained(alice, client_for, name):
    page = client_for(alice).post("/gallery/collections/", {"name": name}, follow=True).text
    assert "Enter a name for the collection." in page or "A name can have up to 60 characters." in page
    assert not Collection.objects.exists()


def test_undo_restores_a_deleted_collection_with_its_order(alice, create_images, client_for):
    images = create_images(alice, 3)
    collection, client = create("Spring", None, by=alice), client_for(alice)
    add_images(queryset_of(images), collection, by=alice)
    move(collection, [images[1].pk], DropTarget(front=True), by=alice)
    order = image_ids_in(collection, alice)
    page = client.post(f"/gallery/collections/{collection.pk}/", {"delete": "1"}, follow=True).text
    assert not Collection.objects.exists()
    for _click in range(2):
        client.post(undo_url_in(page))
    restored = Collection.objects.get()
    assert (restored.pk, restored.name, restored.owner) == (collection.pk, "Spring", alice)
    assert image_ids_in(restored, alice) == order


def test_a_person_who_may_no_longer_edit_cannot_undo_the_deletion(
    alice, bob, team, create_images, client_for
):
    image = create_images(alice, team=team)[0]
    collection, client = create("Posters", team, by=alice), client_for(bob)
    add_images(queryset_of([image]), collection, by=alice)
    page = client.post(f"/gallery/collections/{collection.pk}/", {"delete": "1"}, follow=True).text
    Membership.objects.filter(user=bob).update(role=Role.VIEWER)
    client.post(undo_url_in(page))
    assert not Collection.objects.exists()
    assert client_for(alice).post(undo_url_in(page)).status_code == 404


def test_two_clicks_with_the_same_name_create_one_collection(alice, create_images, client_for):
    image = create_images(alice)[0]
    for _click in range(2):
        client_for(alice).post(COLLECT, {"image": image.pk, "name": "Spring"})
        client_for(alice).post("/gallery/collections/", {"name": "Spring"})
    assert Collection.objects.count() == 1


def test_an_empty_selection_creates_no_collection(alice, client_for):
    page = client_for(alice).post(COLLECT, {"name": "Spring"}, follow=True).text
    assert "Select at least one image." in page
    assert not Collection.objects.exists()
