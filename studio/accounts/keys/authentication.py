"""Authenticates a request by its access key."""

from datetime import timedelta

from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils import timezone

from studio.accounts.models import AccessKey, Scope
from studio.accounts.permissions import denial_reason_view_team

LAST_USED_INTERVAL = timedelta(minutes=1)


class InvalidKey(Exception):
    """The request has no valid access key; the message says what to do, in English like the rest of the API."""


class MissingScope(Exception):
    """The key is valid but lacks a scope; the message names it."""


def authenticate(request: HttpRequest) -> AccessKey:
    """Returns the key of the `Authorization: Bearer` header, with its `owner` and `team`; raises InvalidKey.

    Nothing is cached between requests: suspension, leaving the team and revocation take effect at once.
    """
    found = AccessKey.objects.with_secret(_bearer_token(request)).select_related("owner", "team").first()
    if found is None:
        raise InvalidKey("The access key is not known. Check that all of it was copied.")
    if reason := _denial_reason(found):
        raise InvalidKey(reason)
    _record_use(found)
    return found


def require_scope(key: AccessKey, scope: Scope) -> None:
    """Raises MissingScope."""
    if scope not in key.scopes:
        raise MissingScope(f"The access key “{key.name}” does not have the scope “{scope}”.")


def _bearer_token(request: HttpRequest) -> str:
    """Only reads the header: a key in the URL would end up in logs."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise InvalidKey(
            "Send an access key: “Authorization: Bearer sds_…”. Create one on your account page."
        )
    return secret.strip()


def _denial_reason(key: AccessKey) -> str:
    """Why a known key is refused, or "" when it is valid."""
    if key.revoked_at:
        return "The access key was revoked. Create another one on your account page."
    if key.is_expired:
        return "The access key has expired. Create another one on your account page."
    if not key.owner.is_active:
        return "The owner of this access key has no active account."
    if key.team and denial_reason_view_team(key.owner, key.team):
        return "The owner of this access key is no longer a member of its team."
    return ""


def _record_use(key: AccessKey) -> None:
    """Updates `last_used_at` at most once a minute, so that a busy key does not write a row on every request."""
    if not key.is_used_since(timezone.now() - LAST_USED_INTERVAL):
        AccessKey.objects.filter(pk=key.pk).update(last_used_at=Now())


def recheck(key: int) -> None:
    """For long waits: raises InvalidKey when the key is no longer valid."""
    found = AccessKey.objects.select_related("owner", "team").filter(pk=key).first()
    if reason := _denial_reason(found) if found else "The access key was deleted.":
        raise InvalidKey(reason)
