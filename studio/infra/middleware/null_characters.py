"""Refuses NUL characters for all views: PostgreSQL cannot store them, and nobody types them."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.http import HttpRequest, UnreadablePostError
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from studio.infra.server.bad_request import UnreadableRequest

NUL = "\0"


def refuse_null(texts: Iterable[str]) -> None:
    """Raises UnreadableRequest when one of the texts contains a NUL."""
    if any(NUL in text for text in texts):
        raise UnreadableRequest(
            _("The request has a character that cannot be stored (NUL). Nothing was changed.")
        )


class NullCharacterMiddleware:
    """Checks every request: URL, headers and cookies at once, the form before its view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refuse_null(_url_and_headers(request))
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        with suppress(UnreadablePostError):  # the client has disconnected
            refuse_null(_form_fields(request))


def _url_and_headers(request: HttpRequest) -> Iterator[str]:
    yield request.path_info
    yield from _fields(request.GET)
    yield from request.COOKIES.values()
    yield from (value for name, value in request.META.items() if name.startswith("HTTP_"))


def _form_fields(request: HttpRequest) -> Iterator[str]:
    yield from _fields(request.POST)
    yield from request.FILES  # Django removes NUL from the names of the files themselves


def _fields(fields: Any) -> Iterator[str]:
    for name, values in fields.lists():
        yield name
        yield from values
