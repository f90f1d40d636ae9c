"""Adds, changes, enables, disables and deletes webhooks, and rotates secrets; each leaves an entry in the audit log."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from studio.accounts import notifications
from studio.accounts.locking import reload_user
from studio.accounts.models import AccessKey, NotificationKind, Team, User
from studio.accounts.permissions import denial_reason_edit_webhooks, require
from studio.audit.actions import Action
from studio.audit.record import record
from studio.webhooks import signing
from studio.webhooks.delivery.disabling import disable
from studio.webhooks.models import DisabledReason, Endpoint

MOST_ENDPOINTS = 10
"""Per team or key: each event writes a row for each endpoint."""


class TooManyEndpoints(Exception):
    """The limit of webhooks is reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedSecret:
    """A webhook with its new secret, which is shown only once."""

    endpoint: Endpoint
    secret: str


@transaction.atomic
def create_endpoint(place: Team | AccessKey, *, url: str, events: Sequence[str], by: User) -> IssuedSecret:
    """Creates a webhook with a secret. Raises Forbidden, TooManyEndpoints."""
    require(denial_reason_edit_webhooks(reload_user(by), place))
    owner = {"team": place} if isinstance(place, Team) else {"key": place}
    if Endpoint.objects.filter(**owner).count() >= MOST_ENDPOINTS:
        raise TooManyEndpoints(
            _("There can be up to %(most)d webhooks. Delete one first.") % {"most": MOST_ENDPOINTS}
        )
    nonce = signing.new_nonce()
    made = Endpoint.objects.create(url=url, events=list(events), nonce=nonce, created_by=by, **owner)
    _record(Action.WEBHOOK_CREATED, made, by, after={"events": made.events})
    return IssuedSecret(endpoint=made, secret=signing.secret_of(nonce))


@transaction.atomic
def change_endpoint(endpoint: Endpoint, *, url: str, events: Sequence[str], by: User) -> bool:
    """Returns whether anything changed. The audit log gets no full URL, which may contain a secret of the receiver."""
    row = _lock_endpoint(endpoint, by)
    if (row.url, row.events) == (url, list(events)):
        return False
    before = {"address": str(row), "events": row.events}
    row.url, row.events = url, list(events)
    row.save(update_fields=["url", "events"])
    _record(Action.WEBHOOK_CHANGED, row, by, before=before, after={"address": str(row), "events": row.events})
    return True


@transaction.atomic
def rotate_secret(endpoint: Endpoint, *, by: User) -> IssuedSecret:
    """Creates a new secret; the old one stays valid for another day, so that the receiver can switch."""
    row = _lock_endpoint(endpoint, by)
    nonce = signing.new_nonce()
    Endpoint.objects.filter(pk=row.pk).update(old_nonce=F("nonce"), nonce=nonce, rotated_at=Now())
    _record(Action.WEBHOOK_SECRET_ROTATED, row, by)
    return IssuedSecret(endpoint=row, secret=signing.secret_of(nonce))


@transaction.atomic
def enable_endpoint(endpoint: Endpoint, *, by: User) -> None:
    row = _lock_endpoint(endpoint, by)
    if not row.is_enabled:
        Endpoint.objects.filter(pk=row.pk).update(disabled_reason="", failing_since=None)
        notifications.delete_notifications(NotificationKind.WEBHOOK, row.pk)
        _record(Action.WEBHOOK_ENABLED, row, by)


@transaction.atomic
def disable_endpoint(endpoint: Endpoint, *, by: User) -> None:
    """Pending deliveries fail; they can be sent again manually."""
    row = _lock_endpoint(endpoint, by)
    if row.is_enabled:
        disable(row, DisabledReason.BY_HAND, by=by)


@transaction.atomic
def delete_endpoint(endpoint: Endpoint, *, by: User) -> None:
    row = _lock_endpoint(endpoint, by)
    _record(Action.WEBHOOK_DELETED, row, by, before={"events": row.events})
    notifications.delete_notifications(NotificationKind.WEBHOOK, row.pk)
    row.delete()


def _lock_endpoint(endpoint: Endpoint, by: User) -> Endpoint:
    """Locks and re-reads the row; raises Forbidden, and Http404 when it was just deleted."""
    require(denial_reason_edit_webhooks(reload_user(by), endpoint.place))
    rows = Endpoint.objects.select_for_update(of=("self",), no_key=True).select_related("team", "key")
    return get_object_or_404(rows, pk=endpoint.pk)


def _record(action: Action, endpoint: Endpoint, by: User, **facts: Any) -> None:
    team = endpoint.team or (endpoint.key.team if endpoint.key else None)
    record(action, actor=by, target=endpoint, team=team, **facts)
