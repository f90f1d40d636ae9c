"""On account deletion, private images can be transferred to a lead; shared images stay with the team."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import Membership, Role, Team, User
from studio.gallery.curation.sharing import share
from studio.generations.account_deletion import delete_account
from studio.generations.composer import uploads
from studio.generations.files.purge import remove_images_of_deleted_users
from studio.generations.models import Generation, Image, Reference, Upload
from tests.fixtures import image_bytes
from tests.generations.test_account_deletion import create_stored_image, files_exist, submit_deletion

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(bob, team) -> Membership:
    Membership.objects.filter(user=bob).update(role=Role.LEAD)
    return Membership.objects.get(user=bob)


def upload_of(owner, colour="red") -> Upload:
    return uploads.store(SimpleUploadedFile("a.jpg", image_bytes(colour=colour)), by=owner)


def test_images_are_transferred_to_the_lead_with_prompt_and_references(alice, bob, lead, client_for):
    image = create_stored_image(alice, prompt="My vase", references=[upload_of(alice)])
    failed = create_stored_image(alice, prompt="Gone")
    failed.generation.images.update(state="lost", file="", thumbnail="")
    submit_deletion(client_for(alice), alice, images=lead.pk)
    uploads.delete_stale()
    assert remove_images_of_deleted_users() == 0
    image.refresh_from_db()
    assert (image.owner, image.team, all(files_exist(image))) == (bob, None, True)
    assert [run.prompt for run in Generation.objects.order_by("pk")] == ["My vase", ""]
    assert image.generation.owner_id == alice.pk
    text = client_for(bob).get(image.get_absolute_url()).text
    assert "My vase" in text
    assert client_for(bob).get(Reference.objects.get().thumb_url).status_code == 200
    assert image.get_absolute_url() in client_for(bob).get(reverse("gallery")).text


def test_the_email_says_that_the_images_were_transferred(alice, lead, client_for, mailoutbox):
    create_stored_image(alice)
    submit_deletion(client_for(alice), alice, images=lead.pk)
    assert "Your private images were transferred to the lead you chose" in mailoutbox[0].body


def test_the_new_owner_of_an_image_has_no_access_to_its_run(alice, bob, lead, client_for):
    image = create_stored_image(alice)
    submit_deletion(client_for(alice), alice, images=lead.pk)
    client, run = client_for(bob), image.generation_id
    for response in (
        client.get(reverse("run", args=[run])),
        client.post(reverse("run_reuse", args=[run])),
        client.post(reverse("run_rerun", args=[run])),
        client.post(reverse("slot_retry", args=[image.pk])),
    ):
        assert response.status_code == 404
    assert f'href="{reverse("run", args=[run])}"' not in client.get(image.get_absolute_url()).text


def test_transferred_images_are_private_until_the_lead_shares_them(alice, bob, charlie, lead, team):
    image = create_stored_image(alice)
    delete_account(alice, new_owner=lead.pk)
    assert not Image.objects.visible_to(charlie).exists()
    share([image.pk], team, by=bob)
    image.refresh_from_db()
    assert (image.team, image.shared_by) == (team, bob)


def test_a_shared_image_stays_with_the_team_and_keeps_its_prompt(alice, bob, team, client_for):
    shared = create_stored_image(alice, prompt="Our vase", references=[upload_of(alice)])
    private = create_stored_image(alice, prompt="My vase", references=[upload_of(alice, "blue")])
    share([shared.pk], team, by=alice)
    page = client_for(alice).get(reverse("account_delete")).text
    assert "<b>1</b> private image is permanently deleted." in page
    assert "references of <b>1</b> private run are deleted too." in page
    submit_deletion(client_for(alice), alice)
    uploads.delete_stale()
    assert remove_images_of_deleted_users() == 1
    assert (any(files_exist(private)), all(files_exist(shared))) == (False, True)
    assert [run.prompt for run in Generation.objects.order_by("pk")] == ["Our vase", ""]
    text = client_for(bob).get(shared.get_absolute_url()).text
    assert "Our vase" in text
    assert "Former member" in text
    assert client_for(bob).get(Reference.objects.get().thumb_url).status_code == 200


def test_the_page_offers_only_leads_of_the_users_active_teams(alice, bob, charlie, lead, team, client_for):
    other = Team.objects.create(name="Other", slug="other")
    Membership.objects.create(user=charlie, team=other, role=Role.LEAD)
    create_stored_image(alice)
    text = client_for(alice).get(reverse("account_delete")).text
    assert "Transfer them to Bob, lead of Brand Studio" in text
    assert "lead of Other" not in text
    Team.objects.filter(pk=team.pk).update(archived_at=timezone.now())
    assert "Transfer them to" not in client_for(alice).get(reverse("account_delete")).text


@pytest.mark.parametrize("change", [{"role": Role.DESIGNER}, {"user__is_active": False}])
def test_a_former_or_inactive_lead_cannot_receive_images(alice, bob, lead, client_for, change):
    image = create_stored_image(alice)
    if "role" in change:
        Membership.objects.filter(pk=lead.pk).update(**change)
    else:
        User.objects.filter(pk=bob.pk).update(is_active=False)
    response = submit_deletion(client_for(alice), alice, images=lead.pk)
    image.refresh_from_db()
    alice.refresh_from_db()
    assert (response.status_code, image.owner, alice.is_active) == (422, alice, True)


def test_transferred_images_are_deleted_with_the_new_owners_account(alice, bob, lead, team):
    image = create_stored_image(alice, prompt="Alice's vase")
    delete_account(alice, new_owner=lead.pk)
    Team.objects.filter(pk=team.pk).update(archived_at=timezone.now())
    delete_account(bob)
    assert Generation.objects.get().prompt == ""
    assert remove_images_of_deleted_users() == 1
    assert not any(files_exist(image))
