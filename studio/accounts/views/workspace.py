"""Switches the workspace, from the menu in the page frame."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from studio.accounts.request_utils import SignedIn
from studio.accounts.workspace import switch


@require_POST
def workspace(request: SignedIn) -> HttpResponse:
    """Switches to a team (field `team`, its slug; empty: private). Redirects to its gallery if the request came from
    there (field `from`), else to the studio."""
    team = switch(request.user, request.POST.get("team", ""))
    if request.POST.get("from") not in ("gallery", "image"):
        return redirect("studio")
    query = "?" + urlencode({"team": team.slug}) if team else ""
    return redirect(reverse("gallery") + query)
