"""The request of a signed-in person, and where it came from."""

from urllib.parse import SplitResult, urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from studio.accounts.models import User


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


def back_to(request: HttpRequest, *, default: str) -> str:
    """The page to return to, which a form names in its field `back`: always one of ours."""
    back = request.POST.get("back") or request.GET.get("back") or ""
    return back if is_local_path(back) else default
