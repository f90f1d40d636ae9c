"""Who deletes their account may give their private images to a lead; what they shared stays with the team."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import Membership, Role, Team, User
from studio.gallery.curation.sharing import share
from studio.generations.account_deletion import delete_account
from studio.generations.composer import uploads
from studio.generations.files.purge import remove_deleted_users
from studio.generations.models import Generation, Image, Reference, Upload
from tests.fixtures import picture
from tests.generations.test_account_deletion import files, stored
from tests.generations.test_account_deletion import leave as submit_deletion

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(bob, team) -> Membership:
    Membership.objects.filter(user=bob).update(role=Role.LEAD)
    return Membership.objects.get(user=bob)


def upload_of(owner, colour="red") -> Upload:
    return uploads.store(SimpleUploadedFile("a.jpg", picture(colour=colour)), by=owner)


def test_the_images_go_to_the_lead_with_what_was_asked_for_them(alice, bob, lead, browser_of):
    image = stored(alice, prompt="My vase", references=[upload_of(alice)])
    failed = stored(alice, prompt="Gone")
    failed.generation.images.update(state="lost", file="", thumbnail="")
    submit_deletion(browser_of(alice), alice, images=lead.pk)
    uploads.delete_stale()
    assert remove_deleted_users() == 0
    image.refresh_from_db()
    assert (image.owner, image.team, all(files(image))) == (bob, None, True)
    assert [run.prompt for run in Generation.objects.order_by("pk")] == ["My vase", ""]
    assert image.generation.owner_id == alice.pk
    text = browser_of(bob).get(image.get_absolute_url()).text
    assert "My vase" in text
    assert browser_of(bob).get(Reference.objects.get().thumb_url).status_code == 200
    assert image.get_absolute_url() in browser_of(bob).get(reverse("gallery")).text


def test_the_email_says_who_has_the_images_now(alice, lead, browser_of, mailoutbox):
    stored(alice)
    submit_deletion(browser_of(alice), alice, images=lead.pk)
    assert "Your private images were transferred to the lead you chose" in mailoutbox[0].body


def test_who_gets_an_image_gets_nothing_else_of_its_run(alice, bob, lead, browser_of):
    image = stored(alice)
    submit_deletion(browser_of(alice), alice, images=lead.pk)
    client, run = browser_of(bob), image.generation_id
    for answer in (
        client.get(reverse("run", args=[run])),
        client.post(reverse("run_reuse", args=[run])),
        client.post(reverse("run_rerun", args=[run])),
        client.post(reverse("slot_retry", args=[image.pk])),
    ):
        assert answer.status_code == 404
    assert f'href="{reverse("run", args=[run])}"' not in client.get(image.get_absolute_url()).text


def test_the_lead_may_share_them_and_others_do_not_see_them_before(alice, bob, charlie, lead, team):
    image = stored(alice)
    delete_account(alice, new_owner=lead.pk)
    assert not Image.objects.visible_to(charlie).exists()
    share([image.pk], team, by=bob)
    image.refresh_from_db()
    assert (image.team, image.shared_by) == (team, bob)


def test_a_shared_image_stays_with_the_team_and_its_words_with_it(alice, bob, team, browser_of):
    shared = stored(alice, prompt="Our vase", references=[upload_of(alice)])
    private = stored(alice, prompt="My vase", references=[upload_of(alice, "blue")])
    share([shared.pk], team, by=alice)
    page = browser_of(alice).get(reverse("account_delete")).text
    assert "<b>1</b> private image is permanently deleted." in page
    assert "references of <b>1</b> private run are deleted too." in page
    submit_deletion(browser_of(alice), alice)
    uploads.delete_stale()
    assert remove_deleted_users() == 1
    assert (any(files(private)), all(files(shared))) == (False, True)
    assert [run.prompt for run in Generation.objects.order_by("pk")] == ["Our vase", ""]
    text = browser_of(bob).get(shared.get_absolute_url()).text
    assert "Our vase" in text
    assert "Former member" in text
    assert browser_of(bob).get(Reference.objects.get().thumb_url).status_code == 200


def test_the_page_offers_the_leads_of_my_living_teams(alice, bob, charlie, lead, team, browser_of):
    other = Team.objects.create(name="Other", slug="other")
    Membership.objects.create(user=charlie, team=other, role=Role.LEAD)
    stored(alice)
    text = browser_of(alice).get(reverse("account_delete")).text
    assert "Transfer them to Bob, lead of Brand Studio" in text
    assert "lead of Other" not in text
    Team.objects.filter(pk=team.pk).update(archived_at=timezone.now())
    assert "Transfer them to" not in browser_of(alice).get(reverse("account_delete")).text


@pytest.mark.parametrize("change", [{"role": Role.DESIGNER}, {"user__is_active": False}])
def test_somebody_who_is_no_active_lead_any_more_gets_nothing(alice, bob, lead, browser_of, change):
    image = stored(alice)
    if "role" in change:
        Membership.objects.filter(pk=lead.pk).update(**change)
    else:
        User.objects.filter(pk=bob.pk).update(is_active=False)
    answer = submit_deletion(browser_of(alice), alice, images=lead.pk)
    image.refresh_from_db()
    alice.refresh_from_db()
    assert (answer.status_code, image.owner, alice.is_active) == (422, alice, True)


def test_what_was_given_to_me_goes_when_i_go(alice, bob, lead, team):
    image = stored(alice, prompt="Alice's vase")
    delete_account(alice, new_owner=lead.pk)
    Team.objects.filter(pk=team.pk).update(archived_at=timezone.now())
    delete_account(bob)
    assert Generation.objects.get().prompt == ""
    assert remove_deleted_users() == 1
    assert not any(files(image))
