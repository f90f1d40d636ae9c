"""Webhooks of a team, and what a worker does with their deliveries, here without one."""

from typing import Any

from studio.accounts.models import AccessKey, Team, User
from studio.webhooks.delivery.attempts import Attempt, claim, record
from studio.webhooks.delivery.sender import Answer
from studio.webhooks.endpoints import IssuedSecret, create_endpoint
from studio.webhooks.models import Delivery, EventType

URL = "https://hooks.example/seedream"


def webhook(
    place: Team | AccessKey, by: User, *, url: str = URL, events: Any = EventType.values
) -> IssuedSecret:
    return create_endpoint(place, url=url, events=events, by=by)


def events() -> list[tuple[str, int, str]]:
    """Every event: its type, the thing it is about, and its state there or the step."""
    rows = Delivery.objects.order_by("pk")
    return list(rows.values_list("type", "thing", "occurrence"))


def answered(delivery: Delivery, answer: Answer) -> Delivery:
    """The delivery after an attempt that got this answer."""
    record(attempt_of(delivery), answer)
    delivery.refresh_from_db()
    return delivery


def attempt_of(delivery: Delivery) -> Attempt:
    make_due(delivery)
    attempt = claim(delivery.endpoint_id)
    assert attempt
    assert attempt.delivery == delivery.pk
    return attempt


def make_due(delivery: Delivery) -> None:
    """Its next attempt is now."""
    Delivery.objects.filter(pk=delivery.pk).update(next_attempt_at=delivery.created)
