"""Serves the OpenAPI document. It contains no more than the studio's documentation, so it needs no key."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from studio.api.openapi.document import document


@login_not_required
@csrf_exempt  # sessions are not used; other methods must get 405, not a CSRF error
@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    return JsonResponse(document())
