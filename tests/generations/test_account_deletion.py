"""Account deletion: private images are deleted, team images stay, and spending is kept."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import Membership, User
from studio.generations.composer import uploads
from studio.generations.files.purge import remove_images_of_deleted_users
from studio.generations.models import Draft, Generation, Image, Reference, Upload
from studio.usage.month import this_month
from tests.fixtures import (
    PASSWORD,
    create_run,
    image_bytes,
)

pytestmark = pytest.mark.django_db


def create_stored_image(owner, *, team=None, **changes) -> Image:
    """A finished run with one stored image and all its files."""
    run = create_run(owner, team=team, **changes)
    Generation.objects.filter(pk=run.pk).update(
        state="completed", finished_at=timezone.now(), tokens=16384, usage_tokens=16384, usage_images=1
    )
    names = {"file": f"images/{run.pk}.jpg", "thumbnail": f"images/{run.pk}.webp"}
    run.images.update(state="stored", sha256="0" * 64, width=2048, height=2048, pixels=2048**2,
                      stored_at=timezone.now(), **names)  # fmt: skip
    image = run.images.get()
    for name in image.files:
        default_storage.save(name, ContentFile(b"picture"))
    return image


def submit_deletion(client, person, **changes):
    return client.post(reverse("account_delete"), {"email": person.email, "password": PASSWORD, **changes})


def files_exist(image: Image) -> list[bool]:
    return [default_storage.exists(name) for name in image.files]


def test_the_page_counts_images_that_are_deleted_and_images_that_stay(alice, team, client_for):
    create_stored_image(alice)
    create_stored_image(alice, team=team)
    page = client_for(alice).get(reverse("account_delete")).text
    assert "<b>1</b> private image is permanently deleted." in page
    assert "<b>1</b> image in your teams stays with the team" in page
    assert "settings and access keys are deleted" in page


def test_a_deleted_account_leaves_no_personal_data(alice, team, client_for):
    create_stored_image(alice, prompt="My secret vase")
    Draft.objects.create(owner=alice, fields={"prompt": "typed"})
    client = client_for(alice)
    assert submit_deletion(client, alice).url == reverse("account_login")
    deleted_user = User.objects.get(pk=alice.pk)
    assert (deleted_user.name, deleted_user.email, str(deleted_user)) == (
        "",
        f"{alice.pk}@deleted.invalid",
        "Former member",
    )
    assert not any([deleted_user.is_active, deleted_user.has_usable_password(), Draft.objects.exists()])
    assert not Membership.objects.filter(user=alice).exists()
    assert Generation.objects.get().prompt == ""
    assert client.get(reverse("studio")).status_code == 302


def test_deletion_ends_all_sessions_and_invalidates_the_password(alice, client, client_for):
    other = client_for(alice)
    submit_deletion(client_for(alice), alice)
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert [browser.get(reverse("studio")).status_code for browser in (other, client)] == [302, 302]


def test_files_of_private_images_are_deleted_and_those_of_the_team_stay(alice, team, client_for):
    private, shared = create_stored_image(alice), create_stored_image(alice, team=team)
    submit_deletion(client_for(alice), alice)
    assert remove_images_of_deleted_users() == 1
    assert not any(files_exist(private))
    assert all(files_exist(shared))
    assert remove_images_of_deleted_users() == 0, "a second look finds nothing"


def test_teammates_still_see_team_images_without_the_owners_email(alice, bob, team, client_for):
    shared = create_stored_image(alice, team=team, prompt="The team's vase")
    submit_deletion(client_for(alice), alice)
    page = client_for(bob).get(reverse("image", args=[shared.pk])).text
    assert "The team&#x27;s vase" in page
    assert alice.email not in page


def test_spending_stays_in_the_ledger(alice, client_for):
    create_stored_image(alice)
    before = this_month(alice)
    submit_deletion(client_for(alice), alice)
    remove_images_of_deleted_users()
    assert this_month(User.objects.get(pk=alice.pk)) == before
    assert before.images == 1


def test_references_are_deleted_unless_a_team_run_uses_them(alice, team, client_for, rf):
    from django.core.files.uploadedfile import SimpleUploadedFile

    private_upload, team_upload = (
        uploads.store(SimpleUploadedFile("a.jpg", image_bytes(colour=colour)), by=alice)
        for colour in ("red", "blue")
    )
    for upload, workspace in ((private_upload, None), (team_upload, team)):
        image = create_stored_image(alice, team=workspace, references=[upload])
        assert image.generation.references.count() == 1
    submit_deletion(client_for(alice), alice)
    uploads.delete_stale()
    assert list(Upload.objects.all()) == [team_upload]
    assert Reference.objects.get().upload == team_upload


def test_deletion_is_refused_while_a_run_is_in_progress(alice, client_for):
    create_run(alice)
    response = submit_deletion(client_for(alice), alice)
    assert response.status_code == 409
    assert "1 run is still in progress" in response.text
    assert User.objects.get().is_active


@pytest.mark.parametrize("invalid", [{"password": "wrong"}, {"email": "bob@studio.example"}])
def test_email_and_password_must_match(alice, client_for, invalid):
    assert submit_deletion(client_for(alice), alice, **invalid).status_code == 422
    assert User.objects.get().is_active


def test_the_last_administrator_cannot_delete_their_account(alice, bob, client_for):
    User.objects.filter(pk=alice.pk).update(is_superuser=True)
    response = submit_deletion(client_for(alice), alice)
    assert response.status_code == 409
    assert "the only administrator" in response.text
    User.objects.filter(pk=bob.pk).update(is_superuser=True)
    assert submit_deletion(client_for(alice), alice).status_code == 302


def test_a_user_cannot_delete_another_users_account(alice, charlie, client_for):
    submit_deletion(client_for(charlie), alice)
    assert User.objects.filter(is_active=True).count() == 2


def test_the_email_of_a_deleted_account_can_be_used_again(alice, client_for):
    submit_deletion(client_for(alice), alice)
    assert User.objects.create_user(alice.email, PASSWORD).pk != alice.pk
