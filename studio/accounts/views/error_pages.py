"""The error page for bad requests (400)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from studio.infra.server.bad_request import UnreadableRequest


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Shows the message of an UnreadableRequest; Django's own messages are only for the log."""
    reason = str(exception) if isinstance(exception, UnreadableRequest) else ""
    return render(request, "400.html", {"reason": reason}, status=400)
