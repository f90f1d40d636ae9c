"""The list of models that a key may use."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from studio.api.authentication import authenticate_request
from studio.api.responses import error_response
from studio.generations.runs.available_models import available_models
from studio.provider.server.errors import Refusal

CREATED = 1_764_288_000
"""The format requires a date for each model; the real dates are not published, so all have the first model's."""


@login_not_required
@csrf_exempt  # sessions are not used; other methods must get 405, not a CSRF error
@require_GET
def models(request: HttpRequest) -> HttpResponse:
    """The models enabled in the key's workspace, in OpenAI's format."""
    try:
        authenticated = authenticate_request(request)
    except Refusal as refusal:
        return error_response(refusal)
    offered = available_models(authenticated.key.team)
    data = [
        {"id": model.name, "object": "model", "created": CREATED, "owned_by": "bytedance"}
        for model in offered
    ]
    return JsonResponse({"object": "list", "data": data}, headers=authenticated.rate.headers)
