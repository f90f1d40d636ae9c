"""Responds with 503 and a clear message when the file storage is unreachable."""

import json
import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from studio.infra.storage import StorageError

RETRY_AFTER = 30  # seconds

log = logging.getLogger(__name__)


class StorageErrorMiddleware:
    """For htmx requests the message is also shown as a toast."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, StorageError):
            return None
        log.error("The file storage failed for %s: %s", request.path, error)
        response = render(request, "503.html", status=503)
        response.headers["Retry-After"] = str(RETRY_AFTER)
        response.headers["HX-Trigger"] = json.dumps({"studio:toast": {"value": sentence()}})
        return response


def sentence() -> str:
    return _("The file storage is unavailable. Nothing is lost. Try again in a minute.")
