"""The request of somebody who is signed in, and how requests are read."""

from django.http import HttpRequest, QueryDict

from studio.accounts.models import User


class SignedIn(HttpRequest):
    """A request that LoginRequiredMiddleware has let through: `user` is a person."""

    user: User


def is_htmx(request: HttpRequest) -> bool:
    """Whether a part of a page is asked for, by htmx, not a page."""
    return request.headers.get("HX-Request") == "true"


def number_in(fields: QueryDict, name: str) -> int | None:
    """A whole number that may be missing; None too when it is none."""
    text = fields.get(name, "")
    return int(text) if text.isdecimal() else None
