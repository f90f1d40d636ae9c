"""Gives every request an id, to match audit entries with responses."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from studio.audit.request_context import bind_request


class RequestIdMiddleware:
    """Sets `X-Request-ID` on the response. Ignores ids sent by clients, which could imitate another request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with bind_request(request) as context:
            response = self.get_response(request)
        response.headers["X-Request-ID"] = context.request_id
        return response
