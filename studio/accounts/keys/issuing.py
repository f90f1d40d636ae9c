"""Creates, changes and revokes access keys."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from studio.accounts.locking import lock_team, lock_users, reload_user
from studio.accounts.models import AccessKey, Scope, Team, User
from studio.accounts.models.access_key import HINT_LENGTH, PREFIX, hash_secret
from studio.accounts.permissions import denial_reason_create_key, denial_reason_manage_key, require
from studio.audit.actions import Action
from studio.audit.record import record
from studio.infra import pubsub

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedKey:
    """A new key with its secret. The secret is not stored, so it can be shown only once."""

    key: AccessKey
    secret: str


def end_of_day(day: date) -> datetime:
    """When a key expires whose last valid day is `day`, in the current time zone."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


@transaction.atomic
def create_key(
    *, owner: User, team: Team | None, name: str, scopes: Sequence[Scope], by: User | None, **limits: Any
) -> IssuedKey:
    """Creates a key for `owner` in the team, or a private one; raises Forbidden with the reason.

    `by` is None when a command creates it. `limits` are `expires_at`, `requests_per_minute`, `images_per_month`.
    """
    team = lock_team(team) if team else None
    lock_users([owner.pk])
    require(denial_reason_create_key(reload_user(owner), team, scopes))
    secret = PREFIX + secrets.token_hex(SECRET_BYTES)
    key = AccessKey.objects.create(
        owner=owner, team=team, name=name, scopes=list(scopes), **limits,
        secret_hash=hash_secret(secret), hint=secret[:HINT_LENGTH],
    )  # fmt: skip
    after = {"scopes": key.scopes, "expires_at": key.expires_at, "owner": str(owner)}
    record(Action.KEY_CREATED, actor=by, target=key, team=team, after=after)
    return IssuedKey(key=key, secret=secret)


@transaction.atomic
def edit_key(key: AccessKey, *, by: User, **values: Any) -> None:
    """Sets name, expiry and limits, effective from the next request; scopes and workspace cannot change. Raises
    Forbidden with the reason, and DoesNotExist for a revoked key."""
    key = AccessKey.objects.unrevoked().select_for_update(of=("self",)).select_related("team").get(pk=key.pk)
    require(denial_reason_manage_key(reload_user(by), key))
    after = {name: value for name, value in values.items() if getattr(key, name) != value}
    if after:
        before = {name: getattr(key, name) for name in after}
        AccessKey.objects.filter(pk=key.pk).update(**after)
        record(Action.KEY_EDITED, actor=by, target=key, team=key.team, before=before, after=after)


@transaction.atomic
def revoke_key(key: AccessKey, *, by: User) -> None:
    """Revokes the key: its next request is refused, its streams end. Raises Forbidden with the reason."""
    require(denial_reason_manage_key(reload_user(by), key))
    _revoke(key, by)


def revoke_keys_in(team: Team, *, owner: User, by: User) -> None:
    """Revokes a former member's keys for the team; rejoining the team does not restore them."""
    for key in owner.access_keys.unrevoked().filter(team=team).select_related("team"):
        _revoke(key, by)


def _revoke(key: AccessKey, by: User) -> None:
    kept = AccessKey.objects.unrevoked().filter(pk=key.pk)
    if kept.update(revoked_at=Now(), revoked_by=by):
        record(Action.KEY_REVOKED, actor=by, target=key, team=key.team)
        pubsub.publish_user(key.owner_id)
