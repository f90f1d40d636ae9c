"""Makes an endpoint of a function: the key, the scope and the limits before it, JSON and errors after it."""

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
from studio.api.authentication import admit
from studio.api.responses import error_response
from studio.provider.server.errors import Refusal


def endpoint[**P](
    answer: Callable[Concatenate[HttpRequest, AccessKey, P], BaseModel | HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Of a function that gets the request and its key, returns the answer's model or a file, and raises Refusal."""

    @login_not_required
    @csrf_exempt  # no session lets anybody in: another method is 405
    @require_safe
    def view(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        limits: dict[str, str] = {}
        with translation.override("en"):  # errors are read by programs
            try:
                admission = admit(request, Scope.READ)
                limits = admission.rate.headers
                response = _response(answer(request, admission.key, *args, **kwargs))
            except Refusal as refusal:
                response = error_response(refusal)
        for name, value in limits.items():
            response.headers[name] = value
        return response

    update_wrapper(view, answer)
    return view


def _response(found: BaseModel | HttpResponseBase) -> HttpResponseBase:
    if isinstance(found, HttpResponseBase):
        return found
    return HttpResponse(found.model_dump_json(by_alias=True), content_type="application/json")
