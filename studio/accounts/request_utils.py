"""The request of a signed-in person, and one parser for each kind of value in requests."""

from contextlib import suppress
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme

from studio.accounts.models import User

DIGITS = 18
"""Of the longest number that is read: every such number fits a column of the database."""


class SignedIn(HttpRequest):
    """A request that LoginRequiredMiddleware has let through: `user` is a person."""

    user: User


def is_htmx(request: HttpRequest) -> bool:
    """Whether a part of a page is asked for, by htmx, not a page."""
    return request.headers.get("HX-Request") == "true"


def current_page(request: HttpRequest) -> SplitResult:
    """The address of the page that htmx sent the request from; an empty one when it is not known."""
    try:
        return urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return urlsplit("")


def is_local_path(url: str) -> bool:
    """Whether an address that a request names leads to a page of this studio, under any of its host names."""
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def parse_number(text: str) -> int | None:
    """A whole number, such as an id; None for anything else."""
    return int(text) if text.isdecimal() and len(text) <= DIGITS else None


def number_in(fields: QueryDict, name: str) -> int | None:
    """A number that may be missing; None too when it is none."""
    return parse_number(fields.get(name, ""))


def numbers_in(fields: QueryDict, name: str) -> list[int]:
    """The numbers of a field, each once, in their order; what is none is left out."""
    found = (parse_number(text) for text in fields.getlist(name))
    return list(dict.fromkeys(number for number in found if number is not None))


def parse_moment(text: str) -> datetime | None:
    """A moment with its time zone, in a year that can be computed with and stored; None for anything else."""
    with suppress(ValueError):
        moment = parse_datetime(text)
        if moment and timezone.is_aware(moment) and 1900 < moment.year < 3000:
            return moment
    return None


def back_to(request: HttpRequest, *, default: str) -> str:
    """The page to return to, which a form names in its field `back`: always one of ours."""
    back = request.POST.get("back") or request.GET.get("back") or ""
    return back if is_local_path(back) else default
