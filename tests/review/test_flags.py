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
from tests.fixtures import member
from tests.review.factories import approve, image_in, reject, rows, state, submitted

pytestmark = pytest.mark.django_db


def flag(image, *, by, reason="rights", **notes):
    return change_flags(rows(image), Decision(verb=ReviewVerb.FLAG, reason=reason, **notes), by=by)


def unflag(image, *, by):
    return change_flags(rows(image), Decision(verb=ReviewVerb.UNFLAG), by=by)


def resolve(image, *, by, note=""):
    return change_flags(rows(image), Decision(verb=ReviewVerb.RESOLVE, note=note), by=by)


def is_flagged(image) -> bool:
    return Submission.objects.get(image=image).is_flagged


def test_everybody_in_the_team_flags_and_nobody_else(alice, bob, charlie, rita, team, image):
    viewer = member("Vera", team, Role.VIEWER)
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


def test_a_private_image_has_nobody_to_look_at_a_flag(alice):
    private = image_in(None, by=alice)
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


def test_nobody_withdraws_the_flag_of_somebody_else(bob, alice, image):
    flag(image, by=bob)
    assert list(unflag(image, by=alice).refused) == ["The flag is gone already."]
    assert is_flagged(image)


def test_a_reviewer_resolves_all_flags_with_a_note(alice, bob, rita, image):
    flag(image, by=bob)
    flag(image, by=alice)
    assert resolve(image, by=rita, note="The model has signed").changed == [image.pk]
    assert not is_flagged(image)
    assert {one.resolved_by for one in Flag.objects.all()} == {rita}
    assert ReviewEvent.objects.latest("id").note == "The model has signed"
    assert list(resolve(image, by=rita).refused) == ["The flag is gone already."]


def test_nobody_resolves_flags_on_their_own_work_and_designers_on_none(alice, bob, rita, team):
    mine = image_in(team, by=rita)
    flag(mine, by=bob)
    assert list(resolve(mine, by=rita).refused) == ["You can’t decide on your own work."]
    assert list(resolve(mine, by=alice).refused) == ["Only reviewers and leads can decide."]
    assert is_flagged(mine)


def test_a_flagged_image_that_is_submitted_later_is_flagged_in_its_first_round(alice, bob, image):
    flag(image, by=bob)
    assert state(image) == ("draft", "")
    row = submitted(image, by=alice)
    assert (row.is_flagged, row.round, row.submitted_by) == (True, 1, alice)
    assert state(image) == ("submitted", "submitted")


def test_a_flagged_image_that_is_submitted_later_may_replace_a_refused_one(alice, bob, rita, image, team):
    submitted(image, by=alice)
    reject(image, by=rita)
    better = image_in(team, by=alice)
    flag(better, by=bob)
    submit(rows(better), by=alice, replaces=image.pk)
    assert Submission.objects.get(image=better).replaces.image == image


def test_a_flag_stays_in_the_team_where_it_was_raised(alice, bob, image):
    flag(image, by=bob)
    other = Team.objects.create(name="Other", slug="other", approvals=1)
    Membership.objects.create(team=other, user=alice, role=Role.DESIGNER)
    rows(image).update(team=other)
    submitted(image, by=alice)
    assert not is_flagged(image)


def test_in_a_team_without_review_everybody_who_may_decide_is_notified(alice, bob, lena, rita, image, team):
    flag(image, by=bob)
    assert not Notification.objects.filter(kind="review").exists()
    team.approvals = 0
    team.save()
    flag(image, by=alice, note="Is this Marilyn?")
    notified = Notification.objects.filter(kind="review")
    assert {(one.person, one.words) for one in notified} == {
        (lena, "Is this Marilyn?"),
        (rita, "Is this Marilyn?"),
    }


def test_a_notification_of_a_review_says_what_happened(alice, rita, image, browser_of):
    submitted(image, by=alice)
    approve(image, by=rita)
    page = browser_of(alice).get(reverse("notifications")).text
    assert "Approved by Rita" in page
    assert "cancelled your run" not in page


def test_each_step_leaves_one_entry_in_the_audit_trail(bob, rita, image):
    flag(image, by=bob, note="Is this Marilyn?")
    flag(image, by=bob)
    unflag(image, by=bob)
    flag(image, by=rita)
    resolve(image, by=rita)
    entries = AuditEntry.objects.order_by("id")
    assert [(one.action, one.actor_name) for one in entries] == [
        ("image.flagged", "Bob"), ("image.flag_withdrawn", "Bob"),
        ("image.flagged", "Rita"), ("image.flags_resolved", "Rita"),
    ]  # fmt: skip
    assert entries[0].after == {"state": "draft", "reason": "rights", "note": "Is this Marilyn?"}
    assert {(one.target_type, one.target_id, one.team_id) for one in entries} == {
        ("image", image.pk, image.team_id)
    }


def test_a_step_that_is_taken_back_leaves_no_entry(bob, image):
    with transaction.atomic():
        flag(image, by=bob)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


# ── The review page ──────────────────────────────────────────────────────────────────────────────────────


def post(client, image, verb, **fields):
    headers = {"HX-Request": "true"}
    return client.post(reverse("review_flag", args=[image.pk]), {"verb": verb, **fields}, headers=headers)


def test_the_tab_lists_every_flagged_image_submitted_or_not(alice, bob, rita, image, team, browser_of):
    draft, decided = image, image_in(team, by=alice)
    submitted(decided, by=alice)
    approve(decided, by=rita)
    for one in (draft, decided):
        flag(one, by=bob)
    client = browser_of(rita)
    page = client.get("/review/", {"tab": "flagged"})
    assert {row.image for row in page.context["rows"]} == {draft, decided}
    assert client.get("/review/").context["rows"] == []


def test_the_flagged_tab_takes_as_few_queries(
    alice, bob, rita, team, browser_of, django_assert_max_num_queries
):
    for _ in range(3):
        flag(image_in(team, by=alice), by=bob)
    client = browser_of(rita)
    client.get("/review/", {"tab": "flagged"})
    with django_assert_max_num_queries(12):
        client.get("/review/", {"tab": "flagged"})


def test_a_reviewer_flags_with_a_reason_and_sees_the_next(alice, rita, team, image, browser_of):
    second = image_in(team, by=alice)
    for one in (image, second):
        submitted(one, by=alice)
    client = browser_of(rita)
    page = post(client, image, "flag", note="Look")
    assert (page.status_code, "Select a reason." in page.text, "Look" in page.text) == (422, True, True)
    page = post(client, image, "flag", reason="rights")
    assert page.context["opened"].image == second
    assert "1 image flagged." in page.text
    assert is_flagged(image)


def test_a_flag_is_undone_from_its_message(alice, rita, image, browser_of):
    submitted(image, by=alice)
    client = browser_of(rita)
    body = {"verb": "flag", "reason": "rights"}
    page = client.get(client.post(reverse("review_flag", args=[image.pk]), body).url)
    undo = next(str(one.extra_tags) for one in page.context["messages"])
    page = client.post(undo, follow=True)
    assert page.context["opened"].image == image
    assert not is_flagged(image)


def test_the_card_shows_the_flags_and_resolves_them(bob, rita, image, browser_of):
    flag(image, by=bob, note="Is this Marilyn?")
    client = browser_of(rita)
    page = client.get("/review/", {"item": image.pk}).text
    assert "Rights or likeness" in page
    assert "Is this Marilyn?" in page
    assert "Flagged by Bob" in page
    page = post(client, image, "resolve").text
    assert "Flags resolved by Rita" in page
    assert "Resolve flags" not in page
    assert post(client, image, "resolve").status_code == 409


def test_others_decide_on_what_they_saw(alice, bob, rita, image, browser_of):
    version = submitted(image, by=alice).version
    flag(image, by=bob)
    body = {"verb": "approve", "version": version}
    assert browser_of(rita).post(reverse("review_decide", args=[image.pk]), body).status_code == 409


# ── The image page ───────────────────────────────────────────────────────────────────────────────────────


def page_of(client, image, **fields):
    return client.post(reverse("image_flag", args=[image.pk]), {"verb": "flag", **fields}, follow=True)


def test_the_image_page_flags_and_keeps_what_was_typed(bob, image, browser_of):
    client = browser_of(bob)
    page = page_of(client, image, reason="other")
    assert page.status_code == 422
    assert "Say in the note what the reason is." in page.text
    page = page_of(client, image, note="Is this Marilyn?")
    assert (page.status_code, "Is this Marilyn?" in page.text) == (422, True)
    page = page_of(client, image, reason="rights")
    assert "1 image flagged." in page.text
    assert is_flagged(image)


def test_the_author_sees_why_but_not_who(alice, bob, image, browser_of):
    flag(image, by=bob, note="Is this Marilyn?")
    unflag(image, by=bob)
    flag(image, by=bob, note="It is Marilyn.")
    page = browser_of(alice).get(image.get_absolute_url()).text
    assert "It is Marilyn." in page
    assert "Flag withdrawn" in page
    assert "Bob ·" not in page
    assert "by Bob" not in page


def test_a_person_withdraws_their_flag_on_the_image_page(bob, image, browser_of):
    flag(image, by=bob)
    client = browser_of(bob)
    assert "Withdraw flag" in client.get(image.get_absolute_url()).text
    assert "1 flag withdrawn." in page_of(client, image, verb="unflag").text
    assert not is_flagged(image)


def test_an_image_that_was_only_flagged_is_submitted_not_submitted_again(alice, bob, image, browser_of):
    flag(image, by=bob)
    page = browser_of(alice).get(image.get_absolute_url()).text
    assert "Submit for review" in page
    assert "Submit again" not in page


def test_a_stranger_flags_nothing(charlie, image, browser_of):
    assert page_of(browser_of(charlie), image, reason="rights").status_code == 404
    assert not Flag.objects.exists()
