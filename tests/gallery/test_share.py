"""POST /images/share/ and /images/unshare/: private images go to a team and come back, one or many."""

import pytest
from django.urls import reverse
from django.utils import timezone

from studio.accounts.models import Membership, Role, Team, User
from studio.accounts.permissions import Forbidden
from studio.gallery.curation.sharing import share, unshare
from studio.generations.models import Image

pytestmark = pytest.mark.django_db

SHARE, BACK = "/images/share/", "/images/unshare/"


def put(client, images, team="brand-studio", **more):
    return client.post(SHARE, {"image": [one.pk for one in images], "team": team, **more}, follow=True)


def where(image) -> tuple[Team | None, User | None]:
    image.refresh_from_db()
    return image.team, image.shared_by


def become(person, team, role):
    Membership.objects.update_or_create(user=person, team=team, defaults={"role": role})


def test_many_are_shared_at_once_and_know_by_whom_and_when(alice, bob, team, stored, browser_of):
    images = stored(alice, 3)
    text = put(browser_of(alice), images).text
    assert "3 images shared with Brand Studio." in text
    assert {where(image) for image in images} == {(team, alice)}
    assert len({image.shared_at for image in images}) == 1
    assert browser_of(bob).get(images[0].get_absolute_url()).status_code == 200


def test_a_second_click_changes_nothing_and_complains_of_nothing(alice, team, stored, browser_of):
    image = stored(alice)[0]
    put(browser_of(alice), [image])
    image.refresh_from_db()
    before = image.shared_at, image.updated
    assert "Already shared with Brand Studio." in put(browser_of(alice), [image]).text
    image.refresh_from_db()
    assert (image.shared_at, image.updated) == before


def undo_in(text):
    return text.partition('<form method="post" action="')[2].partition('"')[0].replace("&amp;", "&")


def test_undo_takes_back_what_the_click_shared_and_nothing_else(alice, team, stored, browser_of):
    earlier, later = stored(alice)[0], stored(alice, 2)
    client = browser_of(alice)
    share([earlier.pk], team, by=alice)
    undo = undo_in(put(client, later).text)
    assert undo.startswith(BACK)
    assert "2 images unshared." in client.post(undo, follow=True).text
    assert [where(image)[0] for image in later] == [None, None]
    assert where(earlier) == (team, alice)


def test_undo_leaves_alone_what_was_shared_with_another_team_since(alice, team, stored, browser_of):
    image, client = stored(alice)[0], browser_of(alice)
    undo = undo_in(put(client, [image]).text)
    unshare([image.pk], by=alice)
    other = Team.objects.create(name="Posters", slug="posters")
    become(alice, other, Role.DESIGNER)
    share([image.pk], other, by=alice)
    client.post(undo)
    assert where(image) == (other, alice)


def test_what_i_may_not_share_is_shown_with_the_reason(alice, bob, team, stored, browser_of):
    mine, teams = stored(bob)[0], stored(bob, team=team)[0]
    theirs = stored(alice)[0]
    share([theirs.pk], team, by=alice)
    text = put(browser_of(bob), [mine, teams, theirs]).text
    assert "1 image shared with Brand Studio." in text
    assert "Created in Brand Studio and belongs to the team." in text
    assert "Only the owner can share this." in text
    assert where(teams) == (team, None)


def test_a_foreign_image_is_a_missing_one(alice, bob, team, stored, browser_of):
    there = stored(alice)[0].pk
    for address in (SHARE, BACK):
        said = [
            browser_of(bob)
            .post(address, {"image": pk, "team": team.slug}, follow=True)
            .text.count("1 image not changed: No longer available.")
            for pk in (there, 10**9)
        ]
        assert said == [1, 1]
    assert where(Image.objects.get()) == (None, None)


def test_a_team_takes_nothing_from_strangers_viewers_or_when_archived(
    alice, charlie, team, stored, browser_of
):
    image = stored(charlie)[0]
    assert put(browser_of(charlie), [image]).status_code == 404
    assert put(browser_of(charlie), [image], team="no-such-team").status_code == 404
    become(charlie, team, Role.VIEWER)
    assert put(browser_of(charlie), [image]).status_code == 403
    become(charlie, team, Role.DESIGNER)
    Team.objects.update(archived_at=timezone.now())
    assert put(browser_of(charlie), [image]).status_code == 403
    assert where(image) == (None, None)


def test_what_one_team_has_another_does_not_get(alice, team, stored, browser_of):
    other = Team.objects.create(name="Labels", slug="labels")
    become(alice, other, Role.DESIGNER)
    image = stored(alice)[0]
    put(browser_of(alice), [image])
    assert (
        "Already shared with Brand Studio. Unshare it first."
        in put(browser_of(alice), [image], "labels").text
    )
    assert where(image) == (team, alice)


def test_who_left_the_team_still_takes_back_what_is_theirs(alice, bob, team, stored, browser_of):
    image = stored(alice)[0]
    share([image.pk], team, by=alice)
    Membership.objects.filter(user=alice).delete()
    Team.objects.update(archived_at=timezone.now())
    browser_of(alice).post(BACK, {"image": image.pk})
    assert where(image) == (None, None)
    assert browser_of(bob).get(image.get_absolute_url()).status_code == 404


def test_a_lead_sends_an_image_back_to_its_owner_and_a_designer_does_not(
    alice, bob, team, stored, browser_of
):
    image = stored(alice)[0]
    share([image.pk], team, by=alice)
    assert "Only a team lead" in browser_of(bob).post(BACK, {"image": image.pk}, follow=True).text
    become(bob, team, Role.LEAD)
    browser_of(bob).post(BACK, {"image": image.pk})
    assert where(image) == (None, None)
    assert image.owner == alice


def test_what_was_made_in_the_team_is_not_taken_back(alice, team, stored, browser_of):
    image = stored(alice, team=team)[0]
    text = browser_of(alice).post(BACK, {"image": image.pk}, follow=True).text
    assert "Created in Brand Studio and belongs to the team." in text
    assert where(image) == (team, None)


def test_of_a_former_member_nothing_is_taken_back(alice, bob, team, stored):
    image = stored(alice)[0]
    share([image.pk], team, by=alice)
    User.objects.filter(pk=alice.pk).update(is_active=False, deleted_at=timezone.now())
    become(bob, team, Role.LEAD)
    assert unshare([image.pk], by=bob).refused == {
        "The owner deleted their account. The image stays with the team.": 1
    }


def test_somebody_suspended_in_the_meantime_shares_nothing(alice, team, stored):
    image = stored(alice)[0]
    User.objects.filter(pk=alice.pk).update(is_active=False)
    with pytest.raises(Forbidden, match="suspended"):
        share([image.pk], team, by=alice)


def test_no_image_and_too_many_get_a_message(alice, team, stored, browser_of, monkeypatch):
    client = browser_of(alice)
    assert "Select at least one image." in put(client, []).text
    monkeypatch.setattr("studio.gallery.views.curation.sharing.MOST", 1)
    assert "Select up to 1 images at a time." in put(client, stored(alice, 2)).text
    assert not Image.objects.exclude(team=None).exists()


def test_the_way_back_leads_to_our_own_pages_alone(alice, team, stored, browser_of):
    image = stored(alice)[0]
    for back, url in (("/images/1/", "/images/1/"), ("//evil.example/", reverse("gallery"))):
        answer = browser_of(alice).post(SHARE, {"image": image.pk, "team": team.slug, "back": back})
        assert answer.url == url


def test_images_that_are_not_there_yet_are_not_shared(alice, team, stored):
    image = stored(alice)[0]
    Image.objects.update(state="lost")
    assert share([image.pk], team, by=alice).changed == []
