"""Helpers for requests: the signed-in type, htmx, and safe return addresses."""

from urllib.parse import SplitResult, urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from studio.accounts.models import User


class SignedIn(HttpRequest):
    """A request that passed LoginRequiredMiddleware: `user` is a User."""

    user: User


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx sent the request, to get a part of a page."""
    return request.headers.get("HX-Request") == "true"


def current_page(request: HttpRequest) -> SplitResult:
    """The URL of the page that sent the htmx request; empty when unknown."""
    try:
        return urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return urlsplit("")


def is_local_path(url: str) -> bool:
    """Whether a URL from a request is a path within this studio."""
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)


def back_to(request: HttpRequest, *, default: str) -> str:
    """The page to return to: the request's field `back` if it is a local path, else `default`."""
    back = request.POST.get("back") or request.GET.get("back") or ""
    return back if is_local_path(back) else default
