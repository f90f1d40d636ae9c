"""Delivery attempts: success, retries for about a day, failure, and when an endpoint is disabled."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.accounts.models import Notification
from studio.audit.models import AuditEntry
from studio.webhooks.delivery.attempts import claim, lease, record, release
from studio.webhooks.delivery.queue import enqueue_due
from studio.webhooks.delivery.retry import BACK_OFF
from studio.webhooks.delivery.sender import Response
from studio.webhooks.endpoints import delete_endpoint
from studio.webhooks.housekeeping import delete_old
from studio.webhooks.models import Delivery, Endpoint
from tests.webhooks.factories import claim_attempt, make_due, record_attempt

pytestmark = pytest.mark.django_db

OK = Response(status=204, milliseconds=12)
DOWN = Response(status=503, text="down", milliseconds=9)


def test_an_accepted_event_is_delivered(delivery):
    row = record_attempt(delivery, OK)
    assert (row.state, row.attempts, row.status, row.milliseconds) == ("delivered", 1, 204, 12)
    assert row.next_attempt_at is None


def test_an_event_is_tried_eight_times_within_about_a_day(delivery):
    waits = []
    for _attempt in BACK_OFF:
        row = record_attempt(delivery, DOWN)
        waits.append(row.next_attempt_at - timezone.now())
        assert (row.state, row.status, row.response) == ("pending", 503, "down")
    row = record_attempt(delivery, DOWN)
    assert (row.state, row.attempts, row.next_attempt_at) == ("failed", 8, None)
    assert [round(wait / pause, 1) for wait, pause in zip(waits, BACK_OFF, strict=True)][1:] == [1.0] * 6
    assert timedelta(hours=24) < sum(BACK_OFF, timedelta()) < timedelta(hours=27)


def test_a_transport_error_is_stored(delivery):
    row = record_attempt(delivery, Response(error="too_slow", milliseconds=10_000))
    assert (row.state, row.status, row.error, row.milliseconds) == ("pending", None, "too_slow", 10_000)


def test_a_claimed_event_is_claimed_once_and_due_again_if_the_worker_dies(delivery):
    claim_attempt(delivery)
    assert claim(delivery.endpoint_id) is None
    delivery.refresh_from_db()
    assert timedelta() < delivery.next_attempt_at - timezone.now() < timedelta(seconds=61)
    make_due(delivery)
    Endpoint.objects.update(leased_until=timezone.now())
    assert enqueue_due() == 1


def test_one_job_at_a_time_sends_an_endpoints_events(endpoint):
    assert lease(endpoint.pk)
    assert not lease(endpoint.pk)
    release(endpoint.pk)
    assert lease(endpoint.pk)


def test_enqueue_due_skips_endpoints_that_are_leased(delivery):
    make_due(delivery)
    lease(delivery.endpoint_id)
    assert enqueue_due() == 0


def test_a_410_response_disables_the_endpoint_and_notifies_its_leads(delivery, lena, alice):
    row = record_attempt(delivery, Response(status=410))
    endpoint = Endpoint.objects.get()
    assert (row.state, endpoint.disabled_reason) == ("failed", "gone")
    assert list(Notification.objects.values_list("person", "kind", "object_id")) == [
        (lena.pk, "webhook", endpoint.pk)
    ]
    entry = AuditEntry.objects.get(action="webhook.disabled")
    assert (entry.actor_name, entry.after) == ("Seedream Studio", {"disabled_reason": "gone"})


def test_an_endpoint_failing_for_days_is_disabled_with_its_pending_events(delivery, lena):
    other = Delivery.objects.create(
        endpoint=delivery.endpoint, type="run.ended", object_id=2, occurrence="failed", payload="{}",
        next_attempt_at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    record_attempt(delivery, DOWN)
    Endpoint.objects.update(failing_since=timezone.now() - timedelta(days=4))
    assert record_attempt(delivery, DOWN).state == "pending"
    Delivery.objects.filter(pk=delivery.pk).update(attempts=7)
    row = record_attempt(delivery, DOWN)
    other.refresh_from_db()
    assert (row.state, other.state, other.error) == ("failed", "failed", "disabled")
    assert Endpoint.objects.get().disabled_reason == "failing"
    assert Notification.objects.get().person == lena


def test_one_success_clears_failing_since(delivery):
    record_attempt(delivery, DOWN)
    assert Endpoint.objects.get().failing_since
    record_attempt(delivery, OK)
    assert Endpoint.objects.get().failing_since is None


def test_nothing_is_sent_to_an_endpoint_that_was_disabled_meanwhile(delivery):
    make_due(delivery)
    Endpoint.objects.update(disabled_reason="by_hand")
    assert not lease(delivery.endpoint_id)
    assert claim(delivery.endpoint_id) is None
    assert enqueue_due() == 0


def test_a_response_after_the_webhook_was_deleted_changes_nothing(delivery, lena):
    attempt = claim_attempt(delivery)
    delete_endpoint(delivery.endpoint, by=lena)
    record(attempt, OK)
    assert not Delivery.objects.exists()


def test_the_log_is_kept_for_thirty_days(delivery):
    assert delete_old() == 0
    Delivery.objects.update(created=timezone.now() - timedelta(days=31))
    assert delete_old() == 1


def test_an_event_written_as_its_webhook_was_deleted_is_deleted_too(delivery):
    Endpoint.objects.filter(pk=delivery.endpoint_id)._raw_delete("default")
    assert delete_old() == 1
