"""The status of webhooks and their deliveries, for pages and notifications."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from studio.webhooks.models import Delivery, DeliveryState, DisabledReason, Endpoint, EventType
from studio.webhooks.models.delivery import TEST

ERRORS: dict[str, str | Promise] = {
    "bad_url": gettext_lazy("The address is not valid. Edit the webhook."),
    "not_https": gettext_lazy("The address does not begin with https://. Edit the webhook."),
    "unresolved": gettext_lazy("The host name was not found. Check the address."),
    "address_refused": gettext_lazy(
        "The host name leads to a private address. The studio only sends to public ones."
    ),
    "unreachable": gettext_lazy(
        "No connection. Check that the receiver is running and its certificate is valid."
    ),
    "too_slow": gettext_lazy("No response within 10 seconds. Respond first, then do the work."),
    "broken": gettext_lazy("The connection was lost before the response was complete."),
    "disabled": gettext_lazy("Not delivered: the webhook was disabled."),
}
"""What went wrong and what to do, by error code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """A short label, its colour on the page, and an optional sentence with details."""

    label: str
    colour: str = ""
    detail: str = ""


def endpoint_status(endpoint: Endpoint) -> Status:
    if not endpoint.is_enabled:
        reason = DisabledReason(endpoint.disabled_reason)
        colour = "" if reason == DisabledReason.BY_HAND else "danger"
        return Status(label=_("Disabled"), colour=colour, detail=_disabled_detail(reason))
    if endpoint.failing_since:
        return Status(
            label=_("Failing"),
            colour="warn",
            detail=_("The last event was not accepted. The deliveries below say why."),
        )
    return Status(label=_("Enabled"), colour="ok")


def _disabled_detail(reason: DisabledReason) -> str:
    details = {
        DisabledReason.BY_HAND: _("No events are sent."),
        DisabledReason.GONE: _("The receiver returned 410 Gone. Enable the webhook when it is back."),
        DisabledReason.FAILING: _(
            "No event was accepted for 3 days. Enable the webhook when it works again."
        ),
    }
    return details[reason]


def delivery_status(delivery: Delivery) -> Status:
    if delivery.state == DeliveryState.DELIVERED:
        return Status(label=_("Delivered"), colour="ok")
    detail = _failure(delivery)
    if delivery.state == DeliveryState.FAILED:
        return Status(label=_("Failed"), colour="danger", detail=detail)
    return Status(
        label=_("Retrying") if delivery.attempts else _("Pending"),
        colour="warn" if detail else "",
        detail=detail,
    )


def _failure(delivery: Delivery) -> str:
    """What went wrong at the last attempt; empty before the first."""
    if delivery.error:
        return str(ERRORS[delivery.error])
    if delivery.status is None:
        return ""
    if HTTPStatus.MULTIPLE_CHOICES <= delivery.status < HTTPStatus.BAD_REQUEST:
        return _("The receiver redirects. Enter the address that it redirects to.")
    return _("The receiver returned %(status)d.") % {"status": delivery.status}


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointRow:
    """A row of the list of webhooks."""

    endpoint: Endpoint
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """A row of the delivery log."""

    delivery: Delivery
    event: str
    status: Status
    facts: str
    """The number of attempts, and the status and duration of the last one."""


def endpoint_rows(endpoints: Iterable[Endpoint]) -> list[EndpointRow]:
    return [EndpointRow(endpoint=one, status=endpoint_status(one)) for one in endpoints]


def delivery_rows(deliveries: Iterable[Delivery]) -> list[DeliveryRow]:
    return [
        DeliveryRow(delivery=one, event=_event(one), status=delivery_status(one), facts=_facts(one))
        for one in deliveries
    ]


def _event(delivery: Delivery) -> str:
    return _("Test event") if delivery.type == TEST else str(EventType(delivery.type).label)


def _facts(delivery: Delivery) -> str:
    if delivery.milliseconds is None:
        return ""
    tries = ngettext("%(count)d attempt", "%(count)d attempts", delivery.attempts) % {
        "count": delivery.attempts
    }
    status = f"HTTP {delivery.status}" if delivery.status else ""
    return " · ".join(
        filter(None, [status, f"{delivery.milliseconds} ms", tries if delivery.attempts else ""])
    )


def summaries(endpoints: list[int]) -> dict[int, str]:
    """For notifications: which webhook the studio has disabled, and why."""
    reasons = {
        DisabledReason.GONE: _("Webhook %(webhook)s was disabled: the receiver returned 410 Gone"),
        DisabledReason.FAILING: _("Webhook %(webhook)s was disabled: deliveries failed for 3 days"),
        DisabledReason.BY_HAND: _("Webhook %(webhook)s is disabled"),
        "": _("Webhook %(webhook)s is enabled again"),
    }
    found = Endpoint.objects.filter(pk__in=endpoints)
    return {one.pk: reasons[one.disabled_reason] % {"webhook": one} for one in found}
