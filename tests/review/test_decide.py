"""Reviewers decide: once, never on their own work, and with a reason."""

import itertools
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from studio.accounts.models import Notification
from studio.generations.models import Image
from studio.generations.states import REVIEW_TRANSITIONS, ReviewState
from studio.review.models import ReviewEvent, ReviewVerb, Submission
from studio.review.models.submission import DECIDED
from studio.review.workflow.decisions import (
    Decision,
    Stale,
    decide,
    reopen,
    status_sentence,
    undo,
)
from tests.review.factories import approve, create_image, queryset_of, reject, state_of, submit_image

pytestmark = pytest.mark.django_db


def test_a_reviewer_approves(alice, rita, image):
    submit_image(image, by=alice)
    assert approve(image, by=rita).changed == [image.pk]
    assert state_of(image) == ("approved", "approved")
    assert [event.verb for event in ReviewEvent.objects.order_by("id")] == ["submit", "approve"]


def test_nobody_decides_on_their_own_work(lena, team):
    mine = create_image(team, by=lena)
    submit_image(mine, by=lena)
    assert list(approve(mine, by=lena).refused) == ["You can’t decide on your own work."]


def test_a_person_who_submits_for_somebody_else_does_not_decide(lena, rita, image):
    submit_image(image, by=lena)
    assert list(approve(image, by=lena).refused) == ["You can’t decide on your own work."]
    assert approve(image, by=rita).changed == [image.pk]


def test_a_designer_and_a_stranger_may_not_decide(alice, bob, charlie, image):
    submit_image(image, by=alice)
    assert list(approve(image, by=bob).refused) == ["Only reviewers and leads can decide."]
    assert approve(image, by=charlie).changed == []


def test_two_approvals_need_two_people(alice, rita, ruth, image, team):
    team.approvals = 2
    team.save()
    submit_image(image, by=alice)
    approve(image, by=rita)
    assert state_of(image) == ("submitted", "submitted")
    assert list(approve(image, by=rita).refused) == ["You have approved this. A second person decides."]
    approve(image, by=ruth)
    assert state_of(image) == ("approved", "approved")


def test_a_decision_on_an_outdated_review_is_refused(alice, rita, ruth, image):
    version = submit_image(image, by=alice).version
    reject(image, by=rita)
    with pytest.raises(Stale, match="Rejected: changed by Rita"):
        approve(image, by=ruth, version=version)
    assert state_of(image)[0] == "rejected"


def test_a_decision_of_another_day_is_reported_with_its_date(alice, rita, image):
    submission = submit_image(image, by=alice)
    submission.state = "rejected"
    decision = ReviewEvent(by=rita, at=datetime(2026, 3, 2, 12, tzinfo=UTC))
    assert status_sentence(submission, decision) == "Rejected: changed by Rita, 03/02/2026 12:00."


def test_the_author_is_notified_with_the_note(alice, rita, image):
    submit_image(image, by=alice)
    reject(image, by=rita, note="The T is upside down")
    notified = Notification.objects.get(person=alice, kind="review")
    assert (notified.actor, notified.text) == (rita, "The T is upside down")


def test_an_author_of_many_decided_images_is_notified_once(alice, rita, team):
    images = [create_image(team, by=alice) for _ in range(3)]
    for image in images:
        submit_image(image, by=alice)
    decide(Image.objects.all(), Decision(verb=ReviewVerb.APPROVE), by=rita)
    assert Notification.objects.get(person=alice, kind="review").text.startswith("3 images")


def test_a_decision_can_be_undone_within_seconds_by_its_reviewer(alice, rita, ruth, image):
    submit_image(image, by=alice)
    approve(image, by=rita)
    assert undo(queryset_of(image), by=ruth).changed == []
    assert undo(queryset_of(image), by=rita).changed == [image.pk]
    assert state_of(image) == ("submitted", "submitted")
    assert not Notification.objects.filter(kind="review").exists()
    assert approve(image, by=rita).changed == [image.pk]


def test_the_first_of_two_approvals_can_be_undone(alice, rita, image, team):
    team.approvals = 2
    team.save()
    submit_image(image, by=alice)
    approve(image, by=rita)
    assert undo(queryset_of(image), by=rita).changed == [image.pk]
    assert approve(image, by=rita).changed == [image.pk]


def test_an_old_decision_cannot_be_undone_but_can_be_reopened(alice, rita, image, monkeypatch):
    submit_image(image, by=alice)
    approve(image, by=rita)
    monkeypatch.setattr("studio.review.workflow.decisions.UNDO_PERIOD", timedelta(0))
    assert list(undo(queryset_of(image), by=rita).refused) == ["Too late to undo. Reopen the review instead."]
    assert reopen(queryset_of(image), by=rita).changed == [image.pk]
    assert state_of(image) == ("submitted", "submitted")


def decision_time(state_of):
    """The time of the decision, for the states that have one."""
    return timezone.now() if state_of in DECIDED else None


def test_the_database_enforces_the_transitions(alice, team):
    for before, after in itertools.product(ReviewState, ReviewState):
        image = create_image(team, by=alice)
        row = Submission.objects.create(
            image=image, team=team, author=alice, submitted_by=alice, approvals_needed=1,
            state=before, decided_at=decision_time(before),
        )  # fmt: skip
        is_allowed = before == after or after in REVIEW_TRANSITIONS[before]
        with nullcontext() if is_allowed else pytest.raises(IntegrityError), transaction.atomic():
            Submission.objects.filter(pk=row.pk).update(state=after, decided_at=decision_time(after))


def test_the_history_is_append_only(alice, image):
    submit_image(image, by=alice)
    for change in (
        lambda queryset_of: queryset_of.update(note="Else"),
        lambda queryset_of: queryset_of.delete(),
    ):
        with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
            change(ReviewEvent.objects.all())


def test_a_rejection_without_a_reason_is_refused_by_the_database(alice, rita, image):
    submit_image(image, by=alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        reject(image, by=rita, reason="")
    assert state_of(image)[0] == "submitted"
