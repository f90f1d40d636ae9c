"""The API's description. It tells what the studio's own documentation does, so it needs no key."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from studio.api.openapi.document import document


@login_not_required
@csrf_exempt  # no session lets anybody in: another method is 405
@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    return JsonResponse(document())
