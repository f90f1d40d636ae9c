"""The webhooks of a team, for its leads, and of an access key, for its owner."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from studio.accounts.models import AccessKey, Team
from studio.accounts.permissions import denial_reason_edit_webhooks, denial_reason_view_webhooks, require
from studio.accounts.request_utils import SignedIn
from studio.webhooks.endpoints import TooManyEndpoints, create_endpoint
from studio.webhooks.forms import EndpointForm
from studio.webhooks.status import endpoint_rows
from studio.webhooks.views.endpoints import endpoint_page


@never_cache
@require_http_methods(["GET", "POST"])
def team_webhooks(request: SignedIn, slug: str) -> HttpResponse:
    """The list, and a form; POST adds a webhook. 404 for those who may not see them."""
    team = get_object_or_404(Team.objects.visible_to(request.user), slug=slug)
    if denial_reason_view_webhooks(request.user, team):
        raise Http404
    return _page(request, team)


@never_cache
@require_http_methods(["GET", "POST"])
def key_webhooks(request: SignedIn, pk: int) -> HttpResponse:
    """The same for one's own access key."""
    return _page(
        request, get_object_or_404(request.user.access_keys.unrevoked().select_related("team"), pk=pk)
    )


def _page(request: SignedIn, place: Team | AccessKey) -> HttpResponse:
    form = EndpointForm(request.POST or None)
    if request.method == "POST":
        require(denial_reason_edit_webhooks(request.user, place))
        if form.is_valid():
            try:
                issued = create_endpoint(place, **form.cleaned_data, by=request.user)
            except TooManyEndpoints as reason:
                form.add_error(None, str(reason))
            else:
                return endpoint_page(request, issued.endpoint, secret=issued.secret)
    context = {
        "place": place,
        "team": place if isinstance(place, Team) else None,
        "rows": endpoint_rows(place.webhooks.all()),
        "form": form,
        "closed": denial_reason_edit_webhooks(request.user, place),
    }
    return render(request, "webhooks/list.html", context, status=422 if form.errors else 200)
