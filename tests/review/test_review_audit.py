"""Each step of a review leaves exactly one entry in the audit trail, in the same transaction."""

import pytest
from django.db import transaction

from studio.audit.models import AuditEntry
from studio.review.workflow.decisions import reopen, undo
from studio.review.workflow.submitting import submit, withdraw
from tests.review.factories import approve, queryset_of, reject, submit_image

pytestmark = pytest.mark.django_db


def recorded_actions() -> list[str]:
    entries = AuditEntry.objects.filter(action__startswith="review.").order_by("id")
    return list(entries.values_list("action", flat=True))


def test_every_step_is_recorded_once(alice, rita, image):
    submit_image(image, by=alice)
    withdraw(queryset_of(image), by=alice)
    submit(queryset_of(image), by=alice)
    approve(image, by=rita)
    undo(queryset_of(image), by=rita)
    reject(image, by=rita)
    reopen(queryset_of(image), by=rita)
    assert recorded_actions() == [
        "review.submitted", "review.withdrawn", "review.submitted", "review.approved", "review.undone",
        "review.rejected", "review.reopened",
    ]  # fmt: skip


def test_an_entry_has_the_states_before_and_after_and_the_reason(alice, rita, image, team):
    submit_image(image, by=alice)
    reject(image, by=rita, reason="brand", note="Our green is darker")
    entry = AuditEntry.objects.get(action="review.rejected")
    assert (entry.actor_id, entry.target_id, entry.team_id) == (rita.pk, image.pk, team.pk)
    assert entry.before == {"state": "submitted"}
    assert entry.after == {"state": "rejected", "reason": "brand", "note": "Our green is darker"}


def test_a_refused_decision_is_not_recorded(alice, rita, bob, image):
    submit_image(image, by=alice)
    approve(image, by=bob)
    assert recorded_actions() == ["review.submitted"]


def test_a_rolled_back_decision_is_not_recorded(alice, rita, image):
    submit_image(image, by=alice)
    with transaction.atomic():
        approve(image, by=rita)
        transaction.set_rollback(True)
    assert recorded_actions() == ["review.submitted"]
