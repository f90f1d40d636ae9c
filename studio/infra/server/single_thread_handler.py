"""The request handler: runs middleware and view in one thread."""

import codecs
from typing import Any

from asgiref.sync import sync_to_async
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase


class SingleThreadHandler(ASGIHandler):
    """Handles a request in one thread from start to end; streams continue in the event loop.

    Django's own handler switches between the event loop and a thread around every synchronous middleware, which takes
    half of the time of a small response.
    """

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)

    def create_request(
        self, scope: Any, body_file: Any
    ) -> tuple[ASGIRequest, None] | tuple[None, HttpResponseBase]:
        """Refuses what breaks Django before its own error handling: an invalid Content-Type, and encodings other than
        UTF-8, which no browser sends and some of which decode no text."""
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
