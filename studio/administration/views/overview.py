"""The administration overview, and the test call to the provider."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from studio.accounts.permissions import denial_reason_administer
from studio.accounts.request_utils import SignedIn, is_htmx
from studio.administration.access import require_inspect_or_404
from studio.administration.alerts import open_alerts
from studio.administration.overview import largest_teams, live_cards
from studio.administration.provider_check import check_provider
from studio.administration.versions import versions


@never_cache
@require_GET
def overview(request: SignedIn) -> HttpResponse:
    """The overview; `?part=live` renders only the cards that update live."""
    require_inspect_or_404(request.user)
    live = {"cards": live_cards(), "alerts": open_alerts()}
    if request.GET.get("part") == "live":
        return render(request, "administration/overview_cards.html", live)
    context = {
        **live,
        "teams": largest_teams(),
        "versions": versions(),
        "provider": settings.PROVIDER,
        "closed": denial_reason_administer(request.user),
    }
    return render(request, "administration/overview.html", context)


@require_POST
def provider_check(request: SignedIn) -> HttpResponse:
    """Makes a free test call, and shows the provider's response."""
    require_inspect_or_404(request.user)
    result = check_provider(by=request.user)
    if is_htmx(request):
        return render(request, "administration/provider_check.html", {"result": result})
    messages.info(request, result.text)
    return redirect("administration")
