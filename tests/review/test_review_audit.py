"""Each step of a review leaves exactly one entry in the audit trail, in the same transaction."""

import pytest
from django.db import transaction

from studio.audit.models import AuditEntry
from studio.review.workflow.decisions import reopen, undo
from studio.review.workflow.submitting import submit, withdraw
from tests.review.factories import approve, reject, rows, submitted

pytestmark = pytest.mark.django_db


def recorded() -> list[str]:
    entries = AuditEntry.objects.filter(action__startswith="review.").order_by("id")
    return list(entries.values_list("action", flat=True))


def test_every_step_is_recorded_once(alice, rita, image):
    submitted(image, by=alice)
    withdraw(rows(image), by=alice)
    submit(rows(image), by=alice)
    approve(image, by=rita)
    undo(rows(image), by=rita)
    reject(image, by=rita)
    reopen(rows(image), by=rita)
    assert recorded() == [
        "review.submitted", "review.withdrawn", "review.submitted", "review.approved", "review.undone",
        "review.rejected", "review.reopened",
    ]  # fmt: skip


def test_an_entry_says_from_what_to_what_and_why(alice, rita, image, team):
    submitted(image, by=alice)
    reject(image, by=rita, reason="brand", note="Our green is darker")
    entry = AuditEntry.objects.get(action="review.rejected")
    assert (entry.actor_id, entry.target_id, entry.team_id) == (rita.pk, image.pk, team.pk)
    assert entry.before == {"state": "submitted"}
    assert entry.after == {"state": "rejected", "reason": "brand", "note": "Our green is darker"}


def test_a_refused_decision_is_not_recorded(alice, rita, bob, image):
    submitted(image, by=alice)
    approve(image, by=bob)
    assert recorded() == ["review.submitted"]


def test_what_is_rolled_back_is_not_recorded(alice, rita, image):
    submitted(image, by=alice)
    with transaction.atomic():
        approve(image, by=rita)
        transaction.set_rollback(True)
    assert recorded() == ["review.submitted"]
