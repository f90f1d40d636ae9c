"""How a request goes through the middleware and the view."""

import codecs
from typing import Any

from asgiref.sync import sync_to_async
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase


class SingleThreadHandler(ASGIHandler):
    """Answers a request in one thread from end to end; what streams goes on in the event loop.

    Django's own handler moves between the loop and a thread for every middleware on either side of one that is
    synchronous: half of the time that a small answer takes.
    """

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)

    def create_request(
        self, scope: Any, body_file: Any
    ) -> tuple[ASGIRequest, None] | tuple[None, HttpResponseBase]:
        """Refuses what Django breaks on before its own answers to errors: a Content-Type that cannot be read, and
        encodings other than UTF-8, which no browser sends and of which some read no text."""
        try:
            request, refused = super().create_request(scope, body_file)
        except (BadRequest, SuspiciousOperation, UnicodeError, LookupError):
            return None, _not_understood()
        if request is None:
            return None, refused or _not_understood()
        if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
            return None, _not_understood()
        return request, None

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)


def _not_understood() -> HttpResponse:
    return HttpResponseBadRequest("The request is not in UTF-8.\n", content_type="text/plain")
