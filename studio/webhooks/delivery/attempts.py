"""State changes of deliveries in short transactions: a delivery is claimed before the request and recorded after it.

If the process is killed in between, the next attempt is due soon: the event may arrive twice, but is not lost.
"""

from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from studio.webhooks import signing
from studio.webhooks.delivery.disabling import disable
from studio.webhooks.delivery.retry import FAILING_TOO_LONG, retry_delay
from studio.webhooks.delivery.sender import Response
from studio.webhooks.models import Delivery, DeliveryState, DisabledReason, Endpoint
from studio.webhooks.models.delivery import RESPONSE_LENGTH

LEASE = timedelta(seconds=60)
"""Longer than an attempt can take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One request that is about to be sent."""

    delivery: int
    endpoint: int
    url: str
    body: bytes
    headers: dict[str, str]


def lease(endpoint: int) -> bool:
    """Leases the endpoint to this job; False when another job has it. Only one job per endpoint sends, so that a slow
    receiver blocks only one of the worker's slots."""
    if not Endpoint.objects.active().filter(pk=endpoint).exists():
        return False
    # Only columns of the row itself, which a concurrent UPDATE reads again; a subquery would see old values.
    free = Q(leased_until=None) | Q(leased_until__lte=Now())
    return bool(Endpoint.objects.filter(free, pk=endpoint).update(leased_until=Now() + LEASE))


def release(endpoint: int) -> None:
    Endpoint.objects.filter(pk=endpoint).update(leased_until=None)


@transaction.atomic
def claim(endpoint: int) -> Attempt | None:
    """Claims the next due event; None if nothing is due or the endpoint has been disabled."""
    row = Endpoint.objects.active().select_for_update(of=("self",), no_key=True).filter(pk=endpoint).first()
    due = Delivery.objects.due().filter(endpoint=endpoint).order_by("next_attempt_at", "pk").first()
    if row is None or due is None:
        return None
    Endpoint.objects.filter(pk=endpoint).update(leased_until=Now() + LEASE)
    changes = {"attempts": F("attempts") + 1, "attempted_at": Now(), "next_attempt_at": Now() + LEASE}
    Delivery.objects.filter(pk=due.pk).update(**changes)
    return _attempt(row, due)


def _attempt(endpoint: Endpoint, delivery: Delivery) -> Attempt:
    body = delivery.payload.encode()
    now = int(timezone.now().timestamp())
    headers = signing.headers(endpoint, event_id=str(delivery.event_id), timestamp=now, body=body)
    return Attempt(delivery=delivery.pk, endpoint=endpoint.pk, url=endpoint.url, body=body, headers=headers)


@transaction.atomic
def record(attempt: Attempt, response: Response) -> None:
    """Records the result of an attempt, and when the next one is due."""
    endpoint = Endpoint.objects.select_for_update(no_key=True).filter(pk=attempt.endpoint).first()
    row = Delivery.objects.pending().filter(pk=attempt.delivery).first()
    if endpoint is None or row is None:
        return
    row.status, row.milliseconds = response.status, response.milliseconds
    row.error, row.response = response.error, response.text[:RESPONSE_LENGTH]
    delay = None if response.is_success or response.status == HTTPStatus.GONE else retry_delay(row.attempts)
    row.next_attempt_at = timezone.now() + delay if delay else None
    if not delay:
        row.state = DeliveryState.DELIVERED if response.is_success else DeliveryState.FAILED
    row.save(update_fields=["status", "milliseconds", "error", "response", "next_attempt_at", "state"])
    _update_endpoint(endpoint, response, has_given_up=row.state == DeliveryState.FAILED)


def _update_endpoint(endpoint: Endpoint, response: Response, *, has_given_up: bool) -> None:
    """Disables an endpoint that returned 410 Gone, or that has accepted nothing for days once an event has used up all
    its attempts: after a quiet week, one failure means little."""
    if response.is_success:
        Endpoint.objects.filter(pk=endpoint.pk).update(failing_since=None)
    elif response.status == HTTPStatus.GONE:
        disable(endpoint, DisabledReason.GONE)
    elif endpoint.failing_since is None:
        Endpoint.objects.filter(pk=endpoint.pk).update(failing_since=Now())
    elif has_given_up and endpoint.failing_since < timezone.now() - FAILING_TOO_LONG:
        disable(endpoint, DisabledReason.FAILING)
