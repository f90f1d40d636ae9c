"""Responds with "busy, try again", not with an error, when another transaction holds a lock for too long."""

import json
from collections.abc import Callable

import psycopg
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from psycopg_pool import PoolTimeout

RETRY_AFTER = 5  # seconds
BUSY = (
    psycopg.errors.LockNotAvailable,  # lock_timeout
    psycopg.errors.DeadlockDetected,
    psycopg.errors.IdleInTransactionSessionTimeout,
    PoolTimeout,
)


class BusyMiddleware:
    """Responds with 503 when a view timed out waiting for a lock or a connection; its transaction changed nothing.

    For htmx requests the message is also shown as a toast.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not (isinstance(exception, OperationalError) and isinstance(exception.__cause__, BUSY)):
            return None
        message = {"studio:toast": {"value": _("The studio is busy. Nothing was changed; try again.")}}
        headers = {"Retry-After": str(RETRY_AFTER), "HX-Trigger": json.dumps(message)}
        return HttpResponse(render_to_string("database_busy.html"), status=503, headers=headers)
