"""Sends test events, and events again, on request."""

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
    """Why this person cannot send to the endpoint now, or "" when they can."""
    reason = denial_reason_edit_webhooks(person, endpoint.place)
    return reason or ("" if endpoint.is_enabled else _("Enable the webhook first."))


@transaction.atomic
def send_test(endpoint: Endpoint, *, by: User) -> None:
    """Sends a test event. Raises Forbidden."""
    require(denial_reason_send(reload_user(by), endpoint))
    events.send_test(endpoint)


@transaction.atomic
def redeliver(delivery: Delivery, *, by: User) -> None:
    """Sends the same event again at once, with the same id and a new set of attempts. Raises Forbidden.

    A pending one is sent at once too, unless it is being sent right now.
    """
    require(denial_reason_send(reload_user(by), delivery.endpoint))
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.PENDING, attempts=0, next_attempt_at=Now(), error=""
    )
    enqueue(delivery.endpoint_id)
