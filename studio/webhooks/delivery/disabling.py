"""Disables endpoints."""

from studio.accounts import notifications
from studio.accounts.models import NotificationKind, User
from studio.audit.actions import Action
from studio.audit.record import record
from studio.webhooks.models import DeliveryState, DisabledReason, Endpoint


def disable(endpoint: Endpoint, reason: DisabledReason, *, by: User | None = None) -> None:
    """Disables a locked endpoint. Pending deliveries fail, since they would be out of date later.

    If the studio itself disables it (`by` is None), its owners are notified.
    """
    Endpoint.objects.filter(pk=endpoint.pk).update(disabled_reason=reason)
    endpoint.deliveries.pending().update(state=DeliveryState.FAILED, next_attempt_at=None, error="disabled")
    record(
        Action.WEBHOOK_DISABLED,
        actor=by,
        target=endpoint,
        team=endpoint.team,
        after={"disabled_reason": reason.value},
    )
    if by is None:
        _notify(endpoint, reason)


def _notify(endpoint: Endpoint, reason: DisabledReason) -> None:
    for person in owners(endpoint):
        notifications.notify(
            person,
            kind=NotificationKind.WEBHOOK,
            object_id=endpoint.pk,
            team=endpoint.team,
            text=str(endpoint),
        )


def owners(endpoint: Endpoint) -> list[User]:
    """The leads of its team, or the owner of its key."""
    if endpoint.team:
        return [one.user for one in endpoint.team.leads().select_related("user")]
    assert endpoint.key
    return [endpoint.key.owner]
