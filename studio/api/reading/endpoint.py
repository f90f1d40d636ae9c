"""Turns a function into an endpoint: checks key, scope and limits before it, and writes JSON and errors after it."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from pydantic import BaseModel

from studio.accounts.models import AccessKey, Scope
from studio.api.authentication import authenticate_request
from studio.api.responses import error_response
from studio.provider.server.errors import Refusal


def endpoint[**P](
    view_function: Callable[Concatenate[HttpRequest, AccessKey, P], BaseModel | HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Decorates a function that takes the request and its key, returns a model or a file, and raises Refusal."""

    @login_not_required
    @csrf_exempt  # sessions are not used; other methods must get 405, not a CSRF error
    @require_safe
    def view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        limits: dict[str, str] = {}
        with translation.override("en"):  # error messages are English
            try:
                authenticated = authenticate_request(request, Scope.READ)
                limits = authenticated.rate.headers
                response = _response(view_function(request, authenticated.key, *args, **kwargs))
            except Refusal as refusal:
                response = error_response(refusal)
        for name, value in limits.items():
            response.headers[name] = value
        return response

    update_wrapper(view, view_function)
    return view


def _response(found: BaseModel | HttpResponseBase) -> HttpResponseBase:
    if isinstance(found, HttpResponseBase):
        return found
    return HttpResponse(found.model_dump_json(by_alias=True), content_type="application/json")
