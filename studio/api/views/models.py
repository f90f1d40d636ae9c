"""The models that a key may use."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from studio.api.authentication import admit
from studio.api.responses import error_response
from studio.generations.runs.available_models import available_models
from studio.provider.server.errors import Refusal

CREATED = 1_764_288_000
"""The list has a date for each; nobody says when a model was made, so all have the day of the first."""


@login_not_required
@csrf_exempt  # no session lets anybody in: another method is 405
@require_GET
def models(request: HttpRequest) -> HttpResponse:
    """OpenAI's list of models: those that are switched on in the key's place."""
    try:
        admission = admit(request)
    except Refusal as refusal:
        return error_response(refusal)
    offered = available_models(admission.key.team)
    data = [
        {"id": model.name, "object": "model", "created": CREATED, "owned_by": "bytedance"}
        for model in offered
    ]
    return JsonResponse({"object": "list", "data": data}, headers=admission.rate.headers)
