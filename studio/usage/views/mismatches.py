"""Runs that the provider counted differently: administrators close them, auditors may view them."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from studio.accounts.permissions import denial_reason_administer, denial_reason_inspect, require
from studio.accounts.request_utils import SignedIn
from studio.usage.mismatches import LONGEST_NOTE, AlreadyClosed, close, open_count
from studio.usage.models import UsageMismatch
from studio.usage.run_links import run_url

PAGE = 50  # rows


class CloseForm(forms.Form):
    """The note with which a mismatch is closed."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=LONGEST_NOTE,
        error_messages={"required": gettext_lazy("Say what became of it.")},
    )


@never_cache
@require_GET
def usage_mismatches(request: SignedIn) -> HttpResponse:
    """All mismatches: open ones first, then newest first."""
    _require_inspect_or_404(request)
    return _page(request)


@require_POST
def usage_mismatch_close(request: SignedIn, pk: int) -> HttpResponse:
    """Closes a mismatch with a note; 422 without a note, 409 when somebody else has closed it."""
    _require_inspect_or_404(request)
    require(denial_reason_administer(request.user))
    mismatch = get_object_or_404(UsageMismatch.objects.select_related("run__team"), pk=pk)
    form = CloseForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        return _page(request, form, pk, status=422)
    try:
        close(mismatch, form.cleaned_data["note"], by=request.user)
    except AlreadyClosed as problem:
        messages.warning(request, str(problem))
        return _page(request, status=409)
    messages.success(request, _("Closed."))
    return redirect("usage_mismatches")


def _require_inspect_or_404(request: SignedIn) -> None:
    if denial_reason_inspect(request.user):
        raise Http404


def _page(request: SignedIn, form: CloseForm | None = None, pk: int = 0, status: int = 200) -> HttpResponse:
    found = UsageMismatch.objects.select_related("run__owner", "run__team", "closed_by")
    page = Paginator(found.order_by(F("closed_at").desc(nulls_first=True), "-pk"), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "open": open_count(),
        "closed": denial_reason_administer(request.user),
        "rows": [
            (
                row,
                form if form and row.pk == pk else CloseForm(prefix=str(row.pk)),
                run_url(row.run, request.user),
            )
            for row in page
        ],
    }
    return render(request, "usage/mismatches.html", context, status=status)
