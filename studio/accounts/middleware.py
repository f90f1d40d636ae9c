"""Speaks to people as they have chosen: in their language, with times in their own zone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


class PreferencesMiddleware:
    """Activates the signed-in person's language and time zone; unset, the browser's and the studio's stay."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.language:
            # Activated, not overridden: LocaleMiddleware, which began this request, names it in the answer.
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        zone = user.time_zone if user.is_authenticated else ""
        with timezone.override(zone or None):
            return self.get_response(request)
