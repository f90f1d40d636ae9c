"""The API's documentation page."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from studio.accounts.request_utils import SignedIn
from studio.accounts.workspace import workspace_of
from studio.api.docs.errors import error_rows
from studio.api.docs.examples import LANGUAGES, examples
from studio.api.docs.requests import generation_fields, image_parameters, reference_facts, usage_parameters
from studio.generations.composer.model_summary import facts
from studio.generations.runs.available_models import available_models
from studio.provider.models import DEFAULT_MODEL


@never_cache
@require_GET
def api_docs(request: SignedIn) -> HttpResponse:
    """Renders the page with the studio's address and the models of the reader's workspace."""
    team = workspace_of(request.user)
    models = available_models(team)
    context = {
        "origin": settings.PUBLIC_URL,
        "team": team,
        "languages": LANGUAGES,
        "examples": examples(),
        "missing_model": None if DEFAULT_MODEL in models else DEFAULT_MODEL,
        "models": [{"spec": model, "facts": facts(model)} for model in models],
        "reference": reference_facts(),
        "generation_fields": generation_fields(models),
        "image_parameters": image_parameters(),
        "usage_parameters": usage_parameters(),
        "error_rows": error_rows(),
    }
    return render(request, "api/docs/page.html", context)
