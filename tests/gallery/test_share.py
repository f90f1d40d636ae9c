"""POST /images/share/ and /images/unshare/: private images are shared with a team and unshared, one or many."""

import pytest
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import Membership, Role, Team, User
from studio.accounts.permissions import Forbidden
from studio.gallery.curation.sharing import share, unshare
from studio.generations.models import Image

pytestmark = pytest.mark.django_db

SHARE, UNSHARE = "/images/share/", "/images/unshare/"


def post_share(client, images, team="brand-studio", **more):
    return client.post(SHARE, {"image": [image.pk for image in images], "team": team, **more}, follow=True)


def team_and_sharer(image) -> tuple[Team | None, User | None]:
    image.refresh_from_db()
    return image.team, image.shared_by


def set_role(person, team, role):
    Membership.objects.update_or_create(user=person, team=team, defaults={"role": role})


def test_images_are_shared_together_and_record_who_and_when(alice, bob, team, create_images, client_for):
    images = create_images(alice, 3)
    text = post_share(client_for(alice), images).text
    assert "3 images shared with Brand Studio." in text
    assert {team_and_sharer(image) for image in images} == {(team, alice)}
    assert len({image.shared_at for image in images}) == 1
    assert client_for(bob).get(images[0].get_absolute_url()).status_code == 200


def test_sharing_again_changes_nothing_and_says_so(alice, team, create_images, client_for):
    image = create_images(alice)[0]
    post_share(client_for(alice), [image])
    image.refresh_from_db()
    before = image.shared_at, image.updated
    assert "Already shared with Brand Studio." in post_share(client_for(alice), [image]).text
    image.refresh_from_db()
    assert (image.shared_at, image.updated) == before


def undo_in(text):
    return text.partition('<form method="post" action="')[2].partition('"')[0].replace("&amp;", "&")


def test_undo_unshares_only_what_the_click_shared(alice, team, create_images, client_for):
    earlier, later = create_images(alice)[0], create_images(alice, 2)
    client = client_for(alice)
    share([earlier.pk], team, by=alice)
    undo = undo_in(post_share(client, later).text)
    assert undo.startswith(UNSHARE)
    assert "2 images unshared." in client.post(undo, follow=True).text
    assert [team_and_sharer(image)[0] for image in later] == [None, None]
    assert team_and_sharer(earlier) == (team, alice)


def test_undo_keeps_images_that_were_shared_with_another_team_since(alice, team, create_images, client_for):
    image, client = create_images(alice)[0], client_for(alice)
    undo = undo_in(post_share(client, [image]).text)
    unshare([image.pk], by=alice)
    other = Team.objects.create(name="Posters", slug="posters")
    set_role(alice, other, Role.DESIGNER)
    share([image.pk], other, by=alice)
    client.post(undo)
    assert team_and_sharer(image) == (other, alice)


def test_images_that_i_may_not_share_are_reported_with_the_reason(
    alice, bob, team, create_images, client_for
):
    mine, made_in_team = create_images(bob)[0], create_images(bob, team=team)[0]
    shared_by_alice = create_images(alice)[0]
    share([shared_by_alice.pk], team, by=alice)
    text = post_share(client_for(bob), [mine, made_in_team, shared_by_alice]).text
    assert "1 image shared with Brand Studio." in text
    assert "Created in Brand Studio and belongs to the team." in text
    assert "Only the owner can share this." in text
    assert team_and_sharer(made_in_team) == (team, None)


def test_a_foreign_image_is_reported_like_a_missing_one(alice, bob, team, create_images, client_for):
    existing = create_images(alice)[0].pk
    for address in (SHARE, UNSHARE):
        counts = [
            client_for(bob)
            .post(address, {"image": pk, "team": team.slug}, follow=True)
            .text.count("1 image not changed: No longer available.")
            for pk in (existing, 10**9)
        ]
        assert counts == [1, 1]
    assert team_and_sharer(Image.objects.get()) == (None, None)


def test_sharing_is_refused_to_strangers_viewers_and_archived_teams(
    alice, charlie, team, create_images, client_for
):
    image = create_images(charlie)[0]
    assert post_share(client_for(charlie), [image]).status_code == 404
    assert post_share(client_for(charlie), [image], team="no-such-team").status_code == 404
    set_role(charlie, team, Role.VIEWER)
    assert post_share(client_for(charlie), [image]).status_code == 403
    set_role(charlie, team, Role.DESIGNER)
    Team.objects.update(archived_at=timezone.now())
    assert post_share(client_for(charlie), [image]).status_code == 403
    assert team_and_sharer(image) == (None, None)


def test_an_image_shared_with_one_team_cannot_be_shared_with_another(alice, team, create_images, client_for):
    other = Team.objects.create(name="Labels", slug="labels")
    set_role(alice, other, Role.DESIGNER)
    image = create_images(alice)[0]
    post_share(client_for(alice), [image])
    assert (
        "Already shared with Brand Studio. Unshare it first."
        in post_share(client_for(alice), [image], "labels").text
    )
    assert team_and_sharer(image) == (team, alice)


def test_an_owner_who_left_the_team_can_still_unshare(alice, bob, team, create_images, client_for):
    image = create_images(alice)[0]
    share([image.pk], team, by=alice)
    Membership.objects.filter(user=alice).delete()
    Team.objects.update(archived_at=timezone.now())
    client_for(alice).post(UNSHARE, {"image": image.pk})
    assert team_and_sharer(image) == (None, None)
    assert client_for(bob).get(image.get_absolute_url()).status_code == 404


def test_a_lead_can_unshare_a_teammate_s_image_and_a_designer_cannot(
    alice, bob, team, create_images, client_for
):
    image = create_images(alice)[0]
    share([image.pk], team, by=alice)
    assert "Only a team lead" in client_for(bob).post(UNSHARE, {"image": image.pk}, follow=True).text
    set_role(bob, team, Role.LEAD)
    client_for(bob).post(UNSHARE, {"image": image.pk})
    assert team_and_sharer(image) == (None, None)
    assert image.owner == alice


def test_an_image_created_in_the_team_cannot_be_unshared(alice, team, create_images, client_for):
    image = create_images(alice, team=team)[0]
    text = client_for(alice).post(UNSHARE, {"image": image.pk}, follow=True).text
    assert "Created in Brand Studio and belongs to the team." in text
    assert team_and_sharer(image) == (team, None)


def test_images_of_a_deleted_account_cannot_be_unshared(alice, bob, team, create_images):
    image = create_images(alice)[0]
    share([image.pk], team, by=alice)
    User.objects.filter(pk=alice.pk).update(is_active=False, deleted_at=timezone.now())
    set_role(bob, team, Role.LEAD)
    assert unshare([image.pk], by=bob).refused == {
        "The owner deleted their account. The image stays with the team.": 1
    }


def test_a_suspended_owner_cannot_share(alice, team, create_images):
    image = create_images(alice)[0]
    User.objects.filter(pk=alice.pk).update(is_active=False)
    with pytest.raises(Forbidden, match="suspended"):
        share([image.pk], team, by=alice)


def test_an_empty_or_too_large_selection_gets_a_message(alice, team, create_images, client_for, monkeypatch):
    client = client_for(alice)
    assert "Select at least one image." in post_share(client, []).text
    monkeypatch.setattr("studio.gallery.views.curation.sharing.MOST", 1)
    assert "Select up to 1 images at a time." in post_share(client, create_images(alice, 2)).text
    assert not Image.objects.exclude(team=None).exists()


def test_the_back_url_only_leads_to_pages_of_this_site(alice, team, create_images, client_for):
    image = create_images(alice)[0]
    for back, url in (("/images/1/", "/images/1/"), ("//evil.example/", reverse("gallery"))):
        response = client_for(alice).post(SHARE, {"image": image.pk, "team": team.slug, "back": back})
        assert response.url == url


def test_images_without_a_stored_file_are_not_shared(alice, team, create_images):
    image = create_images(alice)[0]
    Image.objects.update(state="lost")
    assert share([image.pk], team, by=alice).changed == []
