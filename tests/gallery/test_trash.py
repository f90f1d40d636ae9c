"""POST /images/trash/, /images/restore/ and GET /gallery/trash/: images are moved to the trash and restored."""

import uuid

import pytest
from django.urls import reverse

from studio.accounts.models import Membership, Role
from studio.gallery.curation.trash import PAGE, dependants_of
from studio.generations.composer.drafts import add_to_draft
from studio.generations.composer.uploads import store_image
from studio.generations.models import Image
from studio.generations.runs.submit import start_run
from tests.fixtures import generation_params, undo_url_in

pytestmark = pytest.mark.django_db

TRASH, RESTORE, TRASH_PAGE = "/images/trash/", "/images/restore/", "/gallery/trash/"


def post(client, images, address=TRASH, **more):
    return client.post(address, {"image": [image.pk for image in images], **more}, follow=True)


def state(image):
    image.refresh_from_db()
    return image.state


def set_role(person, team, role):
    Membership.objects.update_or_create(user=person, team=team, defaults={"role": role})


def test_a_trashed_image_leaves_the_gallery_and_cannot_be_a_reference(alice, create_images, client_for):
    image = create_images(alice)[0]
    client = client_for(alice)
    assert "1 image moved to trash." in post(client, [image]).text
    assert image.thumb_url not in client.get("/gallery/").text
    assert client.get(image.get_absolute_url()).status_code == 404
    assert client.post(reverse("reference_from_image", args=[image.pk])).status_code == 404
    assert "In the trash." in client.get(image.generation.get_absolute_url()).text


def test_a_trashed_image_records_who_trashed_it_and_when(alice, create_images, client_for):
    image = create_images(alice)[0]
    post(client_for(alice), [image])
    image.refresh_from_db()
    assert image.trashed_by == alice
    assert image.trashed_at


def test_undo_restores_only_what_the_click_moved(alice, create_images, client_for):
    earlier, later = create_images(alice, 2)
    client = client_for(alice)
    post(client, [earlier])
    text = post(client, [earlier, later]).text
    assert "1 image moved to trash." in text
    assert "1 image restored." in client.post(undo_url_in(text), follow=True).text
    assert (state(earlier), state(later)) == ("trashed", "stored")


def test_the_trash_shows_what_i_may_restore_and_for_how_long(alice, create_images, client_for):
    image = create_images(alice)[0]
    client = client_for(alice)
    post(client, [image])
    text = client.get(TRASH_PAGE).text
    assert image.thumb_url in text
    assert "29 days left" in text
    assert client.get(image.thumb_url).status_code == 200
    assert "1 image restored." in post(client, [image], RESTORE, back=TRASH_PAGE).text
    assert state(image) == "stored"
    image.refresh_from_db()
    assert (image.trashed_at, image.trashed_by) == (None, None)


def test_trashing_and_restoring_are_idempotent(alice, create_images, client_for):
    image = create_images(alice)[0]
    client = client_for(alice)
    for address, expected in (
        (TRASH, "trashed"),
        (TRASH, "trashed"),
        (RESTORE, "stored"),
        (RESTORE, "stored"),
    ):
        post(client, [image], address)
        assert state(image) == expected


def test_a_designer_may_not_trash_a_teammate_s_image(alice, bob, team, create_images, client_for):
    image = create_images(alice, team=team)[0]
    text = post(client_for(bob), [image]).text
    assert "Only a team lead can do this" in text
    assert state(image) == "stored"


def test_a_lead_trashes_and_restores_a_teammate_s_image(alice, bob, team, create_images, client_for):
    image = create_images(alice, team=team)[0]
    set_role(bob, team, Role.LEAD)
    client = client_for(bob)
    post(client, [image])
    assert state(image) == "trashed"
    assert image.thumb_url in client.get(f"{TRASH_PAGE}?team={team.slug}").text
    post(client, [image], RESTORE)
    assert state(image) == "stored"


def test_a_designer_does_not_see_a_teammate_s_image_in_the_trash(alice, bob, team, create_images, client_for):
    image = create_images(alice, team=team)[0]
    post(client_for(alice), [image])
    client = client_for(bob)
    assert image.thumb_url not in client.get(f"{TRASH_PAGE}?team={team.slug}").text
    assert client.get(image.thumb_url).status_code == 404
    assert "1 image not changed" in post(client, [image], RESTORE).text
    assert state(image) == "trashed"


def test_a_foreign_image_is_reported_like_a_missing_one(alice, charlie, create_images, client_for):
    existing, trashed = create_images(alice, 2)
    post(client_for(alice), [trashed])
    for address, pk in ((TRASH, existing.pk), (TRASH, 10**9), (RESTORE, trashed.pk), (RESTORE, 10**9)):
        response = client_for(charlie).post(address, {"image": pk}, follow=True)
        assert response.text.count("No longer available.") == 1
    assert (state(existing), state(trashed)) == ("stored", "trashed")
    assert client_for(charlie).get(TRASH_PAGE, {"team": "none"}).status_code == 404


def test_dependants_are_shown_before_trashing(alice, create_images, client_for):
    image = create_images(alice)[0]
    upload = store_image(image, by=alice)
    add_to_draft([upload.value], by=alice)
    for _run in range(2):
        start_run(generation_params(references=[upload]), by=alice, submission=uuid.uuid4())
    dependants = dependants_of(Image.objects.filter(pk=image.pk))
    assert (dependants.drafts, dependants.runs) == (1, 2)
    message = "Used as a reference in 1 draft and 2 runs. Those copies are kept."
    client = client_for(alice)
    assert message in client.get(image.get_absolute_url()).text
    assert client.post("/images/dependants/", {"image": [image.pk]}).text == message
    assert client.post("/images/dependants/", {"all": ""}).text == message
    assert message in post(client, [image]).text


def test_a_reference_made_from_a_trashed_image_is_kept(alice, create_images, client_for):
    image = create_images(alice)[0]
    upload = store_image(image, by=alice)
    post(client_for(alice), [image])
    assert client_for(alice).get(upload.thumb_url).status_code == 200


def test_the_trash_is_paginated(alice, create_images, client_for):
    for _run in range(5):
        create_images(alice, 15)
    images = Image.objects.filter(owner=alice)
    post(client_for(alice), images)
    text = client_for(alice).get(TRASH_PAGE).text
    assert text.count('class="image-tile"') == PAGE
    more = text.partition('hx-get="/gallery/trash/')[2].partition('"')[0].replace("&amp;", "&")
    next_page = client_for(alice).get(f"{TRASH_PAGE}{more}", headers={"HX-Request": "true"}).text
    assert next_page.count('class="image-tile"') == 75 - PAGE
