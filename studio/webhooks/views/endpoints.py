"""One webhook: its settings, its secret, and the log of its deliveries."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from studio.accounts.models import Team
from studio.accounts.permissions import denial_reason_edit_webhooks, require
from studio.accounts.request_utils import SignedIn
from studio.infra.keyset_pagination import NEWEST
from studio.webhooks import endpoints, redelivery
from studio.webhooks.forms import EndpointForm
from studio.webhooks.models import Endpoint
from studio.webhooks.status import delivery_rows, endpoint_status

PAGE = 30  # deliveries


def _endpoint(request: SignedIn, pk: int) -> Endpoint:
    rows = Endpoint.objects.visible_to(request.user).select_related("team", "key__team", "key__owner")
    return get_object_or_404(rows, pk=pk)


def _list_url(endpoint: Endpoint) -> str:
    if endpoint.team:
        return reverse("team_webhooks", args=[endpoint.team.slug])
    return reverse("key_webhooks", args=[endpoint.key_id])


@never_cache
@require_http_methods(["GET", "POST"])
def webhook(request: SignedIn, pk: int) -> HttpResponse:
    """The webhook's page; POST changes the URL and the events."""
    found = _endpoint(request, pk)
    form = EndpointForm(request.POST or None, endpoint=found)
    if request.method == "POST":
        require(denial_reason_edit_webhooks(request.user, found.place))
        if form.is_valid():
            changed = endpoints.change_endpoint(found, **form.cleaned_data, by=request.user)
            messages.success(request, _("Saved.") if changed else _("Nothing has changed."))
            return redirect(found)
    return endpoint_page(request, found, form=form)


def endpoint_page(
    request: SignedIn, found: Endpoint, *, form: EndpointForm | None = None, secret: str = ""
) -> HttpResponse:
    """The page, with form errors, or with a new secret, which only this response shows."""
    form = form or EndpointForm(endpoint=found)
    log = NEWEST.page(found.deliveries.all(), before=request.GET.get("before", ""), size=PAGE)
    context = {
        "webhook": found,
        "status": endpoint_status(found),
        "place": found.place,
        "is_team": isinstance(found.place, Team),
        "list_url": _list_url(found),
        "form": form,
        "secret": secret,
        "rows": delivery_rows(log.rows),
        "older": reverse("webhook", args=[found.pk], query={"before": log.before}) if log.before else "",
        "is_first": "before" not in request.GET,
        "closed": denial_reason_edit_webhooks(request.user, found.place),
        "cannot_send": redelivery.denial_reason_send(request.user, found),
    }
    return render(request, "webhooks/webhook.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def webhook_rotate(request: SignedIn, pk: int) -> HttpResponse:
    """Shows the new secret in the response, since it is not stored."""
    found = _endpoint(request, pk)
    issued = endpoints.rotate_secret(found, by=request.user)
    return endpoint_page(request, issued.endpoint, secret=issued.secret)


@require_POST
def webhook_switch(request: SignedIn, pk: int) -> HttpResponse:
    """Enables a webhook (field `is_enabled`) or disables it."""
    found = _endpoint(request, pk)
    if request.POST.get("is_enabled"):
        endpoints.enable_endpoint(found, by=request.user)
        messages.success(request, _("Webhook enabled."))
    else:
        endpoints.disable_endpoint(found, by=request.user)
        messages.success(request, _("Webhook disabled."))
    return redirect(found)


@require_POST
def webhook_delete(request: SignedIn, pk: int) -> HttpResponse:
    found = _endpoint(request, pk)
    endpoints.delete_endpoint(found, by=request.user)
    messages.success(request, _("Webhook deleted."))
    return redirect(_list_url(found))


@require_POST
def webhook_test(request: SignedIn, pk: int) -> HttpResponse:
    found = _endpoint(request, pk)
    redelivery.send_test(found, by=request.user)
    messages.success(request, _("Test event sent. Reload this page to see the response."))
    return redirect(found)


@require_POST
def webhook_redeliver(request: SignedIn, pk: int, delivery: int) -> HttpResponse:
    found = _endpoint(request, pk)
    redelivery.redeliver(get_object_or_404(found.deliveries, pk=delivery), by=request.user)
    messages.success(request, _("Sent again. Reload this page to see the response."))
    return redirect(found)
