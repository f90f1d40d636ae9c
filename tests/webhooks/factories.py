"""Creates webhooks, and carries out delivery attempts without a worker."""

from typing import Any

from studio.accounts.models import AccessKey, Team, User
from studio.webhooks.delivery.attempts import Attempt, claim, record
from studio.webhooks.delivery.sender import Response
from studio.webhooks.endpoints import IssuedSecret, create_endpoint
from studio.webhooks.models import Delivery, EventType

URL = "https://hooks.example/seedream"


def create_webhook(
    owner: Team | AccessKey, by: User, *, url: str = URL, events: Any = EventType.values
) -> IssuedSecret:
    return create_endpoint(owner, url=url, events=events, by=by)


def queued_events() -> list[tuple[str, int, str]]:
    """Every event: its type, the id of its run or image, and the run's state or the review step."""
    rows = Delivery.objects.order_by("pk")
    return list(rows.values_list("type", "object_id", "occurrence"))


def record_attempt(delivery: Delivery, response: Response) -> Delivery:
    """Records an attempt with this response; returns the reloaded delivery."""
    record(claim_attempt(delivery), response)
    delivery.refresh_from_db()
    return delivery


def claim_attempt(delivery: Delivery) -> Attempt:
    make_due(delivery)
    attempt = claim(delivery.endpoint_id)
    assert attempt
    assert attempt.delivery == delivery.pk
    return attempt


def make_due(delivery: Delivery) -> None:
    """Makes the next attempt due now."""
    Delivery.objects.filter(pk=delivery.pk).update(next_attempt_at=delivery.created)
