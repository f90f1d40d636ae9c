"""A person deletes their account: what is private goes, what is the team's stays, and the money is remembered."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import Membership, User
from studio.generations.composer import uploads
from studio.generations.files.purge import remove_deleted_users
from studio.generations.models import Draft, Generation, Image, Reference, Upload
from studio.usage.month import this_month
from tests.fixtures import (
    PASSWORD,
    picture,
    run_of,
)

pytestmark = pytest.mark.django_db


def stored(owner, *, team=None, **changes) -> Image:
    """A finished run with one stored image and all its files."""
    run = run_of(owner, team=team, **changes)
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


def leave(client, person, **changes):
    return client.post(reverse("account_delete"), {"email": person.email, "password": PASSWORD, **changes})


def files(image: Image) -> list[bool]:
    return [default_storage.exists(name) for name in image.files]


def test_the_page_counts_what_goes_and_what_stays(alice, team, browser_of):
    stored(alice)
    stored(alice, team=team)
    page = browser_of(alice).get(reverse("account_delete")).text
    assert "<b>1</b> private image is permanently deleted." in page
    assert "<b>1</b> image in your teams stays with the team" in page
    assert "settings and access keys are deleted" in page


def test_alice_leaves_and_nothing_names_her(alice, team, browser_of):
    stored(alice, prompt="My secret vase")
    Draft.objects.create(owner=alice, fields={"prompt": "typed"})
    client = browser_of(alice)
    assert leave(client, alice).url == reverse("account_login")
    shell = User.objects.get(pk=alice.pk)
    assert (shell.name, shell.email, str(shell)) == ("", f"{alice.pk}@deleted.invalid", "Former member")
    assert not any([shell.is_active, shell.has_usable_password(), Draft.objects.exists()])
    assert not Membership.objects.filter(user=alice).exists()
    assert Generation.objects.get().prompt == ""
    assert client.get(reverse("studio")).status_code == 302


def test_her_other_sessions_end_and_her_password_is_nothing(alice, client, browser_of):
    other = browser_of(alice)
    leave(browser_of(alice), alice)
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert [browser.get(reverse("studio")).status_code for browser in (other, client)] == [302, 302]


def test_the_files_of_private_images_go_and_those_of_the_team_stay(alice, team, browser_of):
    private, shared = stored(alice), stored(alice, team=team)
    leave(browser_of(alice), alice)
    assert remove_deleted_users() == 1
    assert not any(files(private))
    assert all(files(shared))
    assert remove_deleted_users() == 0, "a second look finds nothing"


def test_bob_still_sees_the_teams_image_without_her_name(alice, bob, team, browser_of):
    shared = stored(alice, team=team, prompt="The team's vase")
    leave(browser_of(alice), alice)
    page = browser_of(bob).get(reverse("image", args=[shared.pk])).text
    assert "The team&#x27;s vase" in page
    assert alice.email not in page


def test_the_money_stays_in_the_books(alice, browser_of):
    stored(alice)
    before = this_month(alice)
    leave(browser_of(alice), alice)
    remove_deleted_users()
    assert this_month(User.objects.get(pk=alice.pk)) == before
    assert before.images == 1


def test_references_go_unless_a_teams_run_uses_them(alice, team, browser_of, rf):
    from django.core.files.uploadedfile import SimpleUploadedFile

    mine, ours = (
        uploads.store(SimpleUploadedFile("a.jpg", picture(colour=colour)), by=alice)
        for colour in ("red", "blue")
    )
    for upload, place in ((mine, None), (ours, team)):
        image = stored(alice, team=place, references=[upload])
        assert image.generation.references.count() == 1
    leave(browser_of(alice), alice)
    uploads.delete_stale()
    assert list(Upload.objects.all()) == [ours]
    assert Reference.objects.get().upload == ours


def test_what_is_under_way_is_ended_first(alice, browser_of):
    run_of(alice)
    answer = leave(browser_of(alice), alice)
    assert answer.status_code == 409
    assert "1 run is still in progress" in answer.text
    assert User.objects.get().is_active


@pytest.mark.parametrize("wrong", [{"password": "wrong"}, {"email": "bob@studio.example"}])
def test_address_and_password_must_be_right(alice, browser_of, wrong):
    assert leave(browser_of(alice), alice, **wrong).status_code == 422
    assert User.objects.get().is_active


def test_the_last_administrator_stays(alice, bob, browser_of):
    User.objects.filter(pk=alice.pk).update(is_superuser=True)
    answer = leave(browser_of(alice), alice)
    assert answer.status_code == 409
    assert "the only administrator" in answer.text
    User.objects.filter(pk=bob.pk).update(is_superuser=True)
    assert leave(browser_of(alice), alice).status_code == 302


def test_nobody_deletes_somebody_else(alice, charlie, browser_of):
    leave(browser_of(charlie), alice)
    assert User.objects.filter(is_active=True).count() == 2


def test_her_address_may_come_back_as_somebody_new(alice, browser_of):
    leave(browser_of(alice), alice)
    assert User.objects.create_user(alice.email, PASSWORD).pk != alice.pk
