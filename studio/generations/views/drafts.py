"""The composer's draft and recent prompts."""

import json

from django.db.models import Q
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from studio.accounts.models import Team
from studio.accounts.request_utils import SignedIn, is_htmx
from studio.generations.composer.drafts import (
    recent_prompts,
    restore_draft,
    save_draft,
)
from studio.generations.composer.reuse import reuse
from studio.generations.media.image_validation import UploadRejected
from studio.generations.models import Generation
from studio.generations.views.choices import refuse
from studio.generations.views.studio import notes_context
from studio.infra.parsing import number_in


@require_POST
def draft(request: SignedIn) -> HttpResponse:
    """Saves the composer's fields; responds with the notes under the prompt."""
    page = request.POST.get("page", "")[:32]
    values = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    team = _team_of_draft(request)
    saved = save_draft(
        values,
        request.POST.getlist("ref"),
        by=request.user,
        page=page,
        seen=number_in(request.POST, "revision") or 0,
        team=team,
    )
    context = notes_context(saved, saved.fields, page=page, references=len(saved.references), team=team)
    return render(request, "generations/composer/draft.html", context)


@require_POST
def draft_restore(request: SignedIn) -> HttpResponseBase:
    """Restores the earlier draft."""
    restore_draft(by=request.user, team=_team_of_draft(request))
    return redirect("studio")


def _team_of_draft(request: SignedIn) -> Team | None:
    """The team of the open composer (field `workspace`), whose draft is kept even after leaving the team."""
    slug = request.POST.get("workspace", "")
    if not slug:
        return None
    visible_or_drafted = Q(pk__in=Team.objects.visible_to(request.user)) | Q(drafts__owner=request.user)
    return get_object_or_404(Team.objects.filter(visible_or_drafted).distinct(), slug=slug)


@require_POST
def run_reuse(request: SignedIn, pk: int) -> HttpResponseBase:
    """Copies a run's prompt, references and settings into my composer."""
    visible = Generation.objects.visible_to(request.user).with_slots()
    try:
        reuse(get_object_or_404(visible, pk=pk), by=request.user)
    except UploadRejected as reason:
        return refuse(request, str(reason))
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("studio")})
    return redirect("studio")


@never_cache
@require_GET
def prompts(request: SignedIn) -> HttpResponse:
    """My recent prompts, as menu items."""
    prompts = [(one, json.dumps({"prompt": one})) for one in recent_prompts(request.user)]
    return render(request, "generations/prompts.html", {"prompts": prompts})
