"""Applies each person's language and time zone to their requests."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


class PreferencesMiddleware:
    """Activates the signed-in person's language and time zone; the defaults are the browser's and the studio's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.language:
            # `activate`, not `override`: LocaleMiddleware, outside this one, reads it for the response headers.
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        zone = user.time_zone if user.is_authenticated else ""
        with timezone.override(zone or None):
            return self.get_response(request)
