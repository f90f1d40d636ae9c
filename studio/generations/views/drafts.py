"""The composer's memory: the draft and the prompts of before."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from studio.accounts.http import SignedIn
from studio.generations.drafts import recent_prompts, save_draft


@require_POST
def draft(request: SignedIn) -> JsonResponse:
    """Saves the composer's fields; answers `{"revision": 3, "overwrote": false}`."""
    seen = request.POST.get("revision", "")
    values = {name: value for name, value in request.POST.items() if isinstance(value, str)}
    saved = save_draft(
        values,
        request.POST.getlist("ref"),
        by=request.user,
        seen=int(seen) if seen.isdecimal() else 0,
    )
    return JsonResponse({"revision": saved.revision, "overwrote": saved.overwrote})


@never_cache
@require_GET
def prompts(request: SignedIn) -> HttpResponse:
    """My last prompts, as a menu's items."""
    return render(request, "generations/prompts.html", {"prompts": recent_prompts(request.user)})
