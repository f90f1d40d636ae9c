"""POST /images/trash/, /images/restore/ and GET /gallery/trash/: images leave the gallery, and come back."""

import uuid

import pytest
from django.urls import reverse

from studio.accounts.models import Membership, Role
from studio.gallery.curation.trash import PAGE, dependants_of
from studio.generations.composer.drafts import add_to_draft
from studio.generations.composer.uploads import store_image
from studio.generations.models import Image
from studio.generations.runs.submit import start_run
from tests.fixtures import ask, undo_in

pytestmark = pytest.mark.django_db

TRASH, RESTORE, PLACE = "/images/trash/", "/images/restore/", "/gallery/trash/"


def put(client, images, address=TRASH, **more):
    return client.post(address, {"image": [one.pk for one in images], **more}, follow=True)


def state(image):
    image.refresh_from_db()
    return image.state


def become(person, team, role):
    Membership.objects.update_or_create(user=person, team=team, defaults={"role": role})


def test_it_leaves_the_gallery_and_everything_that_chooses_from_it(alice, stored, browser_of):
    image = stored(alice)[0]
    client = browser_of(alice)
    assert "1 image moved to trash." in put(client, [image]).text
    assert image.thumb_url not in client.get("/gallery/").text
    assert client.get(image.get_absolute_url()).status_code == 404
    assert client.post(reverse("reference_from_image", args=[image.pk])).status_code == 404
    assert "In the trash." in client.get(image.generation.get_absolute_url()).text


def test_it_says_by_whom_and_when(alice, stored, browser_of):
    image = stored(alice)[0]
    put(browser_of(alice), [image])
    image.refresh_from_db()
    assert image.trashed_by == alice
    assert image.trashed_at


def test_undo_brings_back_what_the_click_has_moved(alice, stored, browser_of):
    earlier, later = stored(alice, 2)
    client = browser_of(alice)
    put(client, [earlier])
    text = put(client, [earlier, later]).text
    assert "1 image moved to trash." in text
    assert "1 image restored." in client.post(undo_in(text), follow=True).text
    assert (state(earlier), state(later)) == ("trashed", "stored")


def test_the_trash_shows_what_i_may_restore_and_how_long(alice, stored, browser_of):
    image = stored(alice)[0]
    client = browser_of(alice)
    put(client, [image])
    text = client.get(PLACE).text
    assert image.thumb_url in text
    assert "29 days left" in text
    assert client.get(image.thumb_url).status_code == 200
    assert "1 image restored." in put(client, [image], RESTORE, back=PLACE).text
    assert state(image) == "stored"
    image.refresh_from_db()
    assert (image.trashed_at, image.trashed_by) == (None, None)


def test_repeating_either_is_harmless(alice, stored, browser_of):
    image = stored(alice)[0]
    client = browser_of(alice)
    for address, then in ((TRASH, "trashed"), (TRASH, "trashed"), (RESTORE, "stored"), (RESTORE, "stored")):
        put(client, [image], address)
        assert state(image) == then


def test_a_designer_may_not_throw_away_a_teammate_s(alice, bob, team, stored, browser_of):
    image = stored(alice, team=team)[0]
    text = put(browser_of(bob), [image]).text
    assert "Only a team lead can do this" in text
    assert state(image) == "stored"


def test_a_lead_throws_away_anybody_s_and_brings_it_back(alice, bob, team, stored, browser_of):
    image = stored(alice, team=team)[0]
    become(bob, team, Role.LEAD)
    client = browser_of(bob)
    put(client, [image])
    assert state(image) == "trashed"
    assert image.thumb_url in client.get(f"{PLACE}?team={team.slug}").text
    put(client, [image], RESTORE)
    assert state(image) == "stored"


def test_a_teammate_sees_nothing_of_it_in_the_trash(alice, bob, team, stored, browser_of):
    image = stored(alice, team=team)[0]
    put(browser_of(alice), [image])
    client = browser_of(bob)
    assert image.thumb_url not in client.get(f"{PLACE}?team={team.slug}").text
    assert client.get(image.thumb_url).status_code == 404
    assert "1 image not changed" in put(client, [image], RESTORE).text
    assert state(image) == "trashed"


def test_a_foreign_image_is_a_missing_one(alice, charlie, stored, browser_of):
    there, gone = stored(alice, 2)
    put(browser_of(alice), [gone])
    for address, pk in ((TRASH, there.pk), (TRASH, 10**9), (RESTORE, gone.pk), (RESTORE, 10**9)):
        answer = browser_of(charlie).post(address, {"image": pk}, follow=True)
        assert answer.text.count("No longer available.") == 1
    assert (state(there), state(gone)) == ("stored", "trashed")
    assert browser_of(charlie).get(PLACE, {"team": "none"}).status_code == 404


def test_what_depends_on_it_is_shown_before(alice, stored, browser_of):
    image = stored(alice)[0]
    upload = store_image(image, by=alice)
    add_to_draft([upload.value], by=alice)
    for _run in range(2):
        start_run(ask(references=[upload]), by=alice, submission=uuid.uuid4())
    found = dependants_of(Image.objects.filter(pk=image.pk))
    assert (found.drafts, found.runs) == (1, 2)
    said = "Used as a reference in 1 draft and 2 runs. Those copies are kept."
    client = browser_of(alice)
    assert said in client.get(image.get_absolute_url()).text
    assert client.post("/images/dependants/", {"image": [image.pk]}).text == said
    assert client.post("/images/dependants/", {"all": ""}).text == said
    assert said in put(client, [image]).text


def test_a_reference_that_was_made_of_it_stays(alice, stored, browser_of):
    image = stored(alice)[0]
    upload = store_image(image, by=alice)
    put(browser_of(alice), [image])
    assert browser_of(alice).get(upload.thumb_url).status_code == 200


def test_the_trash_has_pages(alice, stored, browser_of):
    for _run in range(5):
        stored(alice, 15)
    images = Image.objects.filter(owner=alice)
    put(browser_of(alice), images)
    text = browser_of(alice).get(PLACE).text
    assert text.count('class="image-tile"') == PAGE
    more = text.partition('hx-get="/gallery/trash/')[2].partition('"')[0].replace("&amp;", "&")
    rest = browser_of(alice).get(f"{PLACE}{more}", headers={"HX-Request": "true"}).text
    assert rest.count('class="image-tile"') == 75 - PAGE
