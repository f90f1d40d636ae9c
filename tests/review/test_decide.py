"""Reviewers decide: once, never on their own work, and with a reason."""

import itertools
from contextlib import nullcontext
from datetime import timedelta

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
    undo,
)
from tests.review.factories import approve, image_in, reject, rows, state, submitted

pytestmark = pytest.mark.django_db


def test_a_reviewer_approves(alice, rita, image):
    submitted(image, by=alice)
    assert approve(image, by=rita).changed == [image.pk]
    assert state(image) == ("approved", "approved")
    assert [event.verb for event in ReviewEvent.objects.order_by("id")] == ["submit", "approve"]


def test_nobody_decides_on_their_own_work(lena, team):
    mine = image_in(team, by=lena)
    submitted(mine, by=lena)
    assert list(approve(mine, by=lena).refused) == ["You can’t decide on your own work."]


def test_a_person_who_submits_for_somebody_else_does_not_decide(lena, rita, image):
    submitted(image, by=lena)
    assert list(approve(image, by=lena).refused) == ["You can’t decide on your own work."]
    assert approve(image, by=rita).changed == [image.pk]


def test_a_designer_and_a_stranger_may_not_decide(alice, bob, charlie, image):
    submitted(image, by=alice)
    assert list(approve(image, by=bob).refused) == ["Only reviewers and leads can decide."]
    assert approve(image, by=charlie).changed == []


def test_two_approvals_are_two_peoples(alice, rita, ruth, image, team):
    team.approvals = 2
    team.save()
    submitted(image, by=alice)
    approve(image, by=rita)
    assert state(image) == ("submitted", "submitted")
    assert list(approve(image, by=rita).refused) == ["You have approved this. A second person decides."]
    approve(image, by=ruth)
    assert state(image) == ("approved", "approved")


def test_a_decision_on_a_review_that_has_moved_on_is_refused(alice, rita, ruth, image):
    version = submitted(image, by=alice).version
    reject(image, by=rita)
    with pytest.raises(Stale, match="Rejected: changed by Rita"):
        approve(image, by=ruth, version=version)
    assert state(image)[0] == "rejected"


def test_the_author_is_notified_with_the_note(alice, rita, image):
    submitted(image, by=alice)
    reject(image, by=rita, note="The T is upside down")
    notified = Notification.objects.get(person=alice, kind="review")
    assert (notified.actor, notified.words) == (rita, "The T is upside down")


def test_an_author_of_many_decided_images_is_notified_once(alice, rita, team):
    images = [image_in(team, by=alice) for _ in range(3)]
    for one in images:
        submitted(one, by=alice)
    decide(Image.objects.all(), Decision(verb=ReviewVerb.APPROVE), by=rita)
    assert Notification.objects.get(person=alice, kind="review").words.startswith("3 images")


def test_a_decision_is_undone_within_seconds_by_its_author(alice, rita, ruth, image):
    submitted(image, by=alice)
    approve(image, by=rita)
    assert undo(rows(image), by=ruth).changed == []
    assert undo(rows(image), by=rita).changed == [image.pk]
    assert state(image) == ("submitted", "submitted")
    assert not Notification.objects.filter(kind="review").exists()
    assert approve(image, by=rita).changed == [image.pk]


def test_the_first_of_two_approvals_is_undone_too(alice, rita, image, team):
    team.approvals = 2
    team.save()
    submitted(image, by=alice)
    approve(image, by=rita)
    assert undo(rows(image), by=rita).changed == [image.pk]
    assert approve(image, by=rita).changed == [image.pk]


def test_an_old_decision_is_not_undone_but_reopened(alice, rita, image, monkeypatch):
    submitted(image, by=alice)
    approve(image, by=rita)
    monkeypatch.setattr("studio.review.workflow.decisions.UNDO_FOR", timedelta(0))
    assert list(undo(rows(image), by=rita).refused) == ["Too late to undo. Reopen the review instead."]
    assert reopen(rows(image), by=rita).changed == [image.pk]
    assert state(image) == ("submitted", "submitted")


def decided(state):
    """When, for the states that have a moment."""
    return timezone.now() if state in DECIDED else None


def test_the_database_holds_the_transitions(alice, team):
    for before, after in itertools.product(ReviewState, ReviewState):
        image = image_in(team, by=alice)
        row = Submission.objects.create(
            image=image, team=team, author=alice, submitted_by=alice, approvals_needed=1,
            state=before, decided_at=decided(before),
        )  # fmt: skip
        is_allowed = before == after or after in REVIEW_TRANSITIONS[before]
        with nullcontext() if is_allowed else pytest.raises(IntegrityError), transaction.atomic():
            Submission.objects.filter(pk=row.pk).update(state=after, decided_at=decided(after))


def test_the_history_is_only_added_to(alice, image):
    submitted(image, by=alice)
    for change in (lambda rows: rows.update(note="Else"), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
            change(ReviewEvent.objects.all())


def test_a_rejection_without_a_reason_is_refused_by_the_database(alice, rita, image):
    submitted(image, by=alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        reject(image, by=rita, reason="")
    assert state(image)[0] == "submitted"
