"""Names every request, so that an entry of the trail can be matched with an answer."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from studio.audit.request_context import of_request


class RequestIdMiddleware:
    """Answers with `X-Request-ID`. Always a new one: what a client sends could imitate another request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with of_request(request) as context:
            response = self.get_response(request)
        response.headers["X-Request-ID"] = context.request_id
        return response
