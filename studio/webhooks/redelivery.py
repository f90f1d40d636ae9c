"""Sends an event again because somebody asks for it."""

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from studio.accounts.locking import reload_user
from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_edit_webhooks, require
from studio.webhooks import events
from studio.webhooks.delivery.queue import enqueue
from studio.webhooks.models import Delivery, DeliveryState, Endpoint


def denial_reason_send(person: User, endpoint: Endpoint) -> str:
    """Why this person can have nothing sent to the endpoint now; empty when they can."""
    reason = denial_reason_edit_webhooks(person, endpoint.place)
    return reason or ("" if endpoint.is_enabled else _("Enable the webhook first."))


@transaction.atomic
def send_test(endpoint: Endpoint, *, by: User) -> None:
    """Raises Forbidden."""
    require(denial_reason_send(reload_user(by), endpoint))
    events.send_test(endpoint)


@transaction.atomic
def redeliver(delivery: Delivery, *, by: User) -> None:
    """The same event with the same id, at once, and with all its attempts before it. Raises Forbidden.

    One that is pending is sent at once too, unless it is being sent right now.
    """
    require(denial_reason_send(reload_user(by), delivery.endpoint))
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.PENDING, attempts=0, next_attempt_at=Now(), error=""
    )
    enqueue(delivery.endpoint_id)
