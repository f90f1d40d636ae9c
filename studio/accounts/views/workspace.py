"""The switch in the frame."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from studio.accounts.request_utils import SignedIn
from studio.accounts.workspace import switch


@require_POST
def workspace(request: SignedIn) -> HttpResponse:
    """Works in the team (field `team`, its address; empty: privately) from now on: to its gallery when somebody comes
    from there (field `from`), else to the studio."""
    team = switch(request.user, request.POST.get("team", ""))
    if request.POST.get("from") not in ("gallery", "image"):
        return redirect("studio")
    query = "?" + urlencode({"team": team.slug}) if team else ""
    return redirect(reverse("gallery") + query)
