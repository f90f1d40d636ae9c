"""The page for a request that makes no sense."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from studio.infra.server.bad_request import UnreadableRequest


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, with the sentence that an UnreadableRequest brings; Django's own message is for the log."""
    reason = str(exception) if isinstance(exception, UnreadableRequest) else ""
    return render(request, "400.html", {"reason": reason}, status=400)
