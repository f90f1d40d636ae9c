"""Errors that no endpoint creates itself, in the API's JSON format: clients cannot parse an HTML page."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from studio.api.responses import error_response
from studio.provider.server.errors import Refusal

PATHS = ("/v1/", "/api/v3/")
ERRORS = {
    HTTPStatus.BAD_REQUEST: ("InvalidParameter", "The request cannot be read. Nothing was changed."),
    HTTPStatus.NOT_FOUND: ("NotFound", "There is nothing at this address."),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "MethodNotAllowed",
        "The method is not one of those in the header `Allow`.",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "ServerOverloaded",
        "The studio is busy. Nothing was changed; try again.",
    ),
}
KEPT_HEADERS = {"Allow", "Retry-After"}
"""Headers with information beyond the status."""
DEFAULT_ERROR = ("InternalServiceError", "The studio made a mistake. Give x-request-id to an administrator.")


class JsonErrorMiddleware:
    """Replaces HTML error pages of API paths by JSON."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if response.status_code < HTTPStatus.BAD_REQUEST or not (is_page and request.path.startswith(PATHS)):
            return response
        return _as_json(response)


def _as_json(page: HttpResponseBase) -> HttpResponseBase:
    code, message = ERRORS.get(HTTPStatus(page.status_code), DEFAULT_ERROR)
    response = error_response(Refusal(page.status_code, code, message))
    for name in KEPT_HEADERS & page.headers.keys():
        response.headers[name] = page.headers[name]
    return response
