"""Anyone in a team flags an image; its reviewers see it first, and resolve it."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from studio.accounts.models import Membership, Notification, Role, Team
from studio.audit.models import AuditEntry
from studio.review.flags.flagging import change_flags
from studio.review.models import Flag, ReviewEvent, ReviewVerb, Submission
from studio.review.workflow.decisions import Decision
from studio.review.workflow.submitting import submit
from tests.fixtures import create_member
from tests.review.factories import approve, create_image, flag, queryset_of, reject, state_of, submit_image

pytestmark = pytest.mark.django_db


def unflag(image, *, by):
    return change_flags(queryset_of(image), Decision(verb=ReviewVerb.UNFLAG), by=by)


def resolve(image, *, by, note=""):
    return change_flags(queryset_of(image), Decision(verb=ReviewVerb.RESOLVE, note=note), by=by)


def is_flagged(image) -> bool:
    return Submission.objects.get(image=image).is_flagged


def test_only_team_members_can_flag(alice, bob, charlie, rita, team, image):
    viewer = create_member("Vera", team, Role.VIEWER)
    for person in (alice, bob, rita, viewer):
        assert flag(image, by=person).changed == [image.pk]
    assert flag(image, by=charlie).changed == []
    assert Flag.objects.count() == 4


def test_a_person_flags_an_image_once_at_a_time(bob, image):
    flag(image, by=bob)
    assert list(flag(image, by=bob).refused) == ["You have already flagged this image."]
    with pytest.raises(IntegrityError), transaction.atomic():
        Flag.objects.create(image=image, team=image.team, by=bob, reason="text")
    unflag(image, by=bob)
    assert flag(image, by=bob).changed == [image.pk]


def test_a_private_image_cannot_be_flagged(alice):
    private = create_image(None, by=alice)
    assert list(flag(private, by=alice).refused) == ["Share the image with a team first."]


def test_a_flag_without_a_reason_is_refused_by_the_database(bob, image):
    with pytest.raises(IntegrityError), transaction.atomic():
        flag(image, by=bob, reason="")
    assert not Submission.objects.exists()


def test_an_image_stays_flagged_until_its_last_flag_is_withdrawn(bob, rita, image):
    flag(image, by=bob)
    flag(image, by=rita)
    assert unflag(image, by=bob).changed == [image.pk]
    assert is_flagged(image)
    unflag(image, by=rita)
    assert not is_flagged(image)


def test_only_its_author_can_withdraw_a_flag(bob, alice, image):
    flag(image, by=bob)
    assert list(unflag(image, by=alice).refused) == ["The flag is gone already."]
    assert is_flagged(image)


def test_a_reviewer_resolves_all_flags_with_a_note(alice, bob, rita, image):
    flag(image, by=bob)
    flag(image, by=alice)
    assert resolve(image, by=rita, note="The model has signed").changed == [image.pk]
    assert not is_flagged(image)
    assert {flag.resolved_by for flag in Flag.objects.all()} == {rita}
    assert ReviewEvent.objects.latest("id").note == "The model has signed"
    assert list(resolve(image, by=rita).refused) == ["The flag is gone already."]


def test_owners_and_designers_cannot_resolve_flags(alice, bob, rita, team):
    mine = create_image(team, by=rita)
    flag(mine, by=bob)
    assert list(resolve(mine, by=rita).refused) == ["You can’t decide on your own work."]
    assert list(resolve(mine, by=alice).refused) == ["Only reviewers and leads can decide."]
    assert is_flagged(mine)


def test_a_flagged_image_that_is_submitted_later_is_flagged_in_its_first_round(alice, bob, image):
    flag(image, by=bob)
    assert state_of(image) == ("draft", "")
    row = submit_image(image, by=alice)
    assert (row.is_flagged, row.round, row.submitted_by) == (True, 1, alice)
    assert state_of(image) == ("submitted", "submitted")


def test_a_flagged_image_that_is_submitted_later_may_replace_a_rejected_one(alice, bob, rita, image, team):
    submit_image(image, by=alice)
    reject(image, by=rita)
    better = create_image(team, by=alice)
    flag(better, by=bob)
    submit(queryset_of(better), by=alice, replaces=image.pk)
    assert Submission.objects.get(image=better).replaces.image == image


def test_a_flag_stays_in_the_team_where_it_was_raised(alice, bob, image):
    flag(image, by=bob)
    other = Team.objects.create(name="Other", slug="other", approvals=1)
    Membership.objects.create(team=other, user=alice, role=Role.DESIGNER)
    queryset_of(image).update(team=other)
    submit_image(image, by=alice)
    assert not is_flagged(image)


def test_in_a_team_without_review_everybody_who_may_decide_is_notified(alice, bob, lena, rita, image, team):
    flag(image, by=bob)
    assert not Notification.objects.filter(kind="review").exists()
    team.approvals = 0
    team.save()
    flag(image, by=alice, note="Is this Marilyn?")
    notifications = Notification.objects.filter(kind="review")
    assert {(notification.person, notification.text) for notification in notifications} == {
        (lena, "Is this Marilyn?"),
        (rita, "Is this Marilyn?"),
    }


def test_a_notification_of_a_review_says_what_happened(alice, rita, image, client_for):
    submit_image(image, by=alice)
    approve(image, by=rita)
    page = client_for(alice).get(reverse("notifications")).text
    assert "Approved by Rita" in page
    assert "cancelled your run" not in page


def test_each_step_leaves_one_audit_entry(bob, rita, image):
    flag(image, by=bob, note="Is this Marilyn?")
    flag(image, by=bob)
    unflag(image, by=bob)
    flag(image, by=rita)
    resolve(image, by=rita)
    entries = AuditEntry.objects.order_by("id")
    assert [(entry.action, entry.actor_name) for entry in entries] == [
        ("image.flagged", "Bob"), ("image.flag_withdrawn", "Bob"),
        ("image.flagged", "Rita"), ("image.flags_resolved", "Rita"),
    ]  # fmt: skip
    assert entries[0].after == {"state": "draft", "reason": "rights", "note": "Is this Marilyn?"}
    assert {(entry.target_type, entry.target_id, entry.team_id) for entry in entries} == {
        ("image", image.pk, image.team_id)
    }


def test_a_rolled_back_step_leaves_no_audit_entry(bob, image):
    with transaction.atomic():
        flag(image, by=bob)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


# ── The review page ──────────────────────────────────────────────────────────────────────────────────────


def post(client, image, verb, **fields):
    headers = {"HX-Request": "true"}
    return client.post(reverse("review_flag", args=[image.pk]), {"verb": verb, **fields}, headers=headers)


def test_the_tab_lists_every_flagged_image_submitted_or_not(alice, bob, rita, image, team, client_for):
    draft, decided = image, create_image(team, by=alice)
    submit_image(decided, by=alice)
    approve(decided, by=rita)
    for flagged in (draft, decided):
        flag(flagged, by=bob)
    client = client_for(rita)
    page = client.get("/review/", {"tab": "flagged"})
    assert {row.image for row in page.context["rows"]} == {draft, decided}
    assert client.get("/review/").context["rows"] == []


def test_the_flagged_tab_takes_few_queries(alice, bob, rita, team, client_for, django_assert_max_num_queries):
    for _ in range(3):
        flag(create_image(team, by=alice), by=bob)
    client = client_for(rita)
    client.get("/review/", {"tab": "flagged"})
    with django_assert_max_num_queries(12):
        client.get("/review/", {"tab": "flagged"})


def test_a_reviewer_flags_with_a_reason_and_sees_the_next_image(alice, rita, team, image, client_for):
    second = create_image(team, by=alice)
    for waiting in (image, second):
        submit_image(waiting, by=alice)
    client = client_for(rita)
    page = post(client, image, "flag", note="Look")
    assert (page.status_code, "Select a reason." in page.text, "Look" in page.text) == (422, True, True)
    page = post(client, image, "flag", reason="rights")
    assert page.context["opened"].image == second
    assert "1 image flagged." in page.text
    assert is_flagged(image)


def test_a_flag_is_undone_from_its_message(alice, rita, image, client_for):
    submit_image(image, by=alice)
    client = client_for(rita)
    body = {"verb": "flag", "reason": "rights"}
    page = client.get(client.post(reverse("review_flag", args=[image.pk]), body).url)
    undo = next(str(message.extra_tags) for message in page.context["messages"])
    page = client.post(undo, follow=True)
    assert page.context["opened"].image == image
    assert not is_flagged(image)


def test_the_card_shows_the_flags_and_resolves_them(bob, rita, image, client_for):
    flag(image, by=bob, note="Is this Marilyn?")
    client = client_for(rita)
    page = client.get("/review/", {"item": image.pk}).text
    assert "Rights or likeness" in page
    assert "Is this Marilyn?" in page
    assert "Flagged by Bob" in page
    page = post(client, image, "resolve").text
    assert "Flags resolved by Rita" in page
    assert "Resolve flags" not in page
    assert post(client, image, "resolve").status_code == 409


def test_a_decision_on_an_image_flagged_in_the_meantime_is_refused(alice, bob, rita, image, client_for):
    version = submit_image(image, by=alice).version
    flag(image, by=bob)
    body = {"verb": "approve", "version": version}
    assert client_for(rita).post(reverse("review_decide", args=[image.pk]), body).status_code == 409


# ── The image page ───────────────────────────────────────────────────────────────────────────────────────


def post_flag(client, image, **fields):
    return client.post(reverse("image_flag", args=[image.pk]), {"verb": "flag", **fields}, follow=True)


def test_the_image_page_flags_and_keeps_the_note_on_an_error(bob, image, client_for):
    client = client_for(bob)
    page = post_flag(client, image, reason="other")
    assert page.status_code == 422
    assert "Say in the note what the reason is." in page.text
    page = post_flag(client, image, note="Is this Marilyn?")
    assert (page.status_code, "Is this Marilyn?" in page.text) == (422, True)
    page = post_flag(client, image, reason="rights")
    assert "1 image flagged." in page.text
    assert is_flagged(image)


def test_the_author_sees_why_but_not_who(alice, bob, image, client_for):
    flag(image, by=bob, note="Is this Marilyn?")
    unflag(image, by=bob)
    flag(image, by=bob, note="It is Marilyn.")
    page = client_for(alice).get(image.get_absolute_url()).text
    assert "It is Marilyn." in page
    assert "Flag withdrawn" in page
    assert "Bob ·" not in page
    assert "by Bob" not in page


def test_a_person_withdraws_their_flag_on_the_image_page(bob, image, client_for):
    flag(image, by=bob)
    client = client_for(bob)
    assert "Withdraw flag" in client.get(image.get_absolute_url()).text
    assert "1 flag withdrawn." in post_flag(client, image, verb="unflag").text
    assert not is_flagged(image)


def test_an_image_that_was_only_flagged_is_submitted_not_submitted_again(alice, bob, image, client_for):
    flag(image, by=bob)
    page = client_for(alice).get(image.get_absolute_url()).text
    assert "Submit for review" in page
    assert "Submit again" not in page


def test_a_stranger_cannot_flag(charlie, image, client_for):
    assert post_flag(client_for(charlie), image, reason="rights").status_code == 404
    assert not Flag.objects.exists()
