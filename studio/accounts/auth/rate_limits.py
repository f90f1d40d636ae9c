"""Rate limits with allauth's counters, and the rates of its settings and ours."""

from collections.abc import Callable
from functools import wraps

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _


def limit_posts[**P](
    action: str,
) -> Callable[[Callable[P, HttpResponse]], Callable[P, HttpResponse]]:
    """Responds to a view's POSTs beyond the rate of `action` with 429."""

    def decorate(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
        @wraps(view)
        def limited(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            request = args[0]
            assert isinstance(request, HttpRequest)
            refused: HttpResponse | None = ratelimit.consume_or_429(request, action=action)
            return refused or view(*args, **kwargs)

        return limited

    return decorate


def denial_reason_invitations(request: HttpRequest) -> str:
    """Counts an invitation by this person; returns why they may not send another now, or ""."""
    if ratelimit.consume(request, action="invite"):
        return ""
    return _("You’ve sent too many invitations this hour. Try again later. What you typed is still here.")
