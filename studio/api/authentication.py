"""Authenticates a request by its access key, or refuses it with an error of the API."""

from dataclasses import dataclass

from django.http import HttpRequest

from studio.accounts.keys.authentication import InvalidKey, MissingScope, authenticate, require_scope
from studio.accounts.keys.rate_limit import RateLimit, TooManyRequests, count_request
from studio.accounts.models import AccessKey, Scope
from studio.provider.server.errors import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthenticatedRequest:
    """The access key of a request, and the state of its rate limit."""

    key: AccessKey
    rate: RateLimit


def authenticate_request(request: HttpRequest, scope: Scope | None = None) -> AuthenticatedRequest:
    """Counts the request. Raises Refusal: 401 without a valid key, 403 without the scope, 429 over the limit."""
    try:
        key = authenticate(request)
        if scope:
            require_scope(key, scope)
        return AuthenticatedRequest(key=key, rate=count_request(key))
    except InvalidKey as reason:
        raise Refusal(401, "AuthenticationError", str(reason)) from reason
    except MissingScope as reason:
        raise Refusal(403, "AccessDenied", str(reason)) from reason
    except TooManyRequests as reason:
        wait = str(reason.rate.seconds)
        raise Refusal(429, "AccountRateLimitExceeded", str(reason), retry_after=wait) from reason
