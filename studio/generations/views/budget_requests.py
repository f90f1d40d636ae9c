"""Budget requests: created from the composer, listed, shown, and decided."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from studio.accounts import notifications
from studio.accounts.models import NotificationKind
from studio.accounts.permissions import require
from studio.accounts.request_utils import SignedIn, is_htmx
from studio.budgets.forms import MoneyField
from studio.generations.budget_requests.access import denial_reason_decide_request
from studio.generations.budget_requests.deciding import AlreadyDecided, approve, decision_text, refuse
from studio.generations.budget_requests.needs import needs_of, price_now, subjects_of
from studio.generations.budget_requests.requesting import request_budget, withdraw
from studio.generations.composer.references import UrlChoice
from studio.generations.models import BudgetRequest
from studio.generations.models.budget_request import MAX_TEXT_LENGTH
from studio.generations.runs.rerun import Refused
from studio.generations.runs.submit import ModelNotAvailable, PromptBlocked
from studio.generations.views.studio import read_form, refuse_form
from studio.provider.limits import tokens

LISTED = 50  # requests in each part of the list


class ApprovalForm(forms.Form):
    """By how much a budget is raised, at least by the missing amount."""

    amount = MoneyField(required=False, label=gettext_lazy("Raise the budget by"))


@never_cache
@require_http_methods(["GET", "POST"])
def budget_requests(request: SignedIn) -> HttpResponse:
    """GET: those that I can decide on, and mine. POST: requests budget for the composer's run."""
    return _create_request(request) if request.method == "POST" else _list(request)


def _list(request: SignedIn) -> HttpResponse:
    seen = BudgetRequest.objects.visible_to(request.user).with_people().order_by("-id")
    context = {
        "waiting": seen.open().decidable_by(request.user).order_by("id")[:LISTED],
        "mine": seen.filter(owner=request.user)[:LISTED],
        "others": seen.closed().exclude(owner=request.user)[:LISTED],
    }
    return render(request, "generations/budget_requests/list.html", context)


def _create_request(request: SignedIn) -> HttpResponse:
    form = read_form(request)
    if not form.is_valid():
        return refuse_form(request, form)
    facts = form.cleaned_data
    try:
        made = request_budget(
            form.params(),
            by=request.user,
            submission=facts["submission"],
            team=facts["workspace"],
            purpose=request.POST.get("purpose", ""),
        )
    except (PromptBlocked, ModelNotAvailable, Refused) as reason:
        form.add_error("prompt" if isinstance(reason, PromptBlocked) else None, str(reason))
        return refuse_form(request, form)
    return respond_with_request(request, made)


def respond_with_request(request: SignedIn, made: BudgetRequest) -> HttpResponse:
    """Redirects to the new request's page."""
    messages.success(request, _("Your request is sent. The run starts as soon as it is approved."))
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": made.get_absolute_url()})
    return redirect(made)


def _get(request: SignedIn, pk: int) -> BudgetRequest:
    """A request that the user may see; 404 for everybody else."""
    return get_object_or_404(BudgetRequest.objects.visible_to(request.user).with_people(), pk=pk)


@never_cache
@require_GET
def budget_request(request: SignedIn, pk: int) -> HttpResponse:
    """One request: its purpose, its cost, the remaining budget, and its run."""
    found = _get(request, pk)
    notifications.mark_read(request.user, kind=NotificationKind.BUDGET_REQUEST, object_ids=[found.pk])
    return _page(request, found)


def _page(
    request: SignedIn,
    found: BudgetRequest,
    *,
    form: ApprovalForm | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    needs = (
        needs_of(subjects_of(found.owner, found.team), price_now(found.model) * found.planned)
        if found.is_open
        else []
    )
    asked = next((need.missing for need in needs if need.status.is_team != found.is_personal), None)
    context: dict[str, Any] = {
        "found": found,
        "needs": needs,
        "decision_text": decision_text(found),
        "references": _references(found),
        "tokens": tokens([found.expected.pixels] * found.planned),
        "closed": denial_reason_decide_request(request.user, found),
        "form": form or ApprovalForm(initial={"amount": asked}),
        "currency": settings.CURRENCY,
        "problem": problem,
        "reason": request.POST.get("reason", ""),
        "words": MAX_TEXT_LENGTH,
    }
    return render(request, "generations/budget_requests/request.html", context, status=status)


def _references(found: BudgetRequest) -> list[object]:
    """Uploads and URLs in order; deleted ones are skipped."""
    kept = {upload.value: upload for upload in found.uploads.all()}
    urls = {value: UrlChoice(url=value[4:]) for value in found.references if value.startswith("url:")}
    return [one for value in found.references if (one := kept.get(value) or urls.get(value))]


@never_cache
@require_POST
def budget_request_approve(request: SignedIn, pk: int) -> HttpResponse:
    """Raises the budget, permanently with the field `for_good`, and starts the run; 409 when somebody else decided."""
    found = _get(request, pk)
    require(denial_reason_decide_request(request.user, found))
    form = ApprovalForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    amount, for_good = form.cleaned_data["amount"], "for_good" in request.POST
    return _try(
        request, found, lambda: approve(found, by=request.user, amount=amount, for_good=for_good),
        success=_("Approved. The run of %(person)s has started."), form=form,
    )  # fmt: skip


@never_cache
@require_POST
def budget_request_refuse(request: SignedIn, pk: int) -> HttpResponse:
    """Refuses with the field `reason`; 409 when somebody else decided."""
    found = _get(request, pk)
    require(denial_reason_decide_request(request.user, found))
    reason = request.POST.get("reason", "")
    return _try(
        request, found, lambda: refuse(found, by=request.user, reason=reason),
        success=_("Refused. %(person)s is notified."),
    )  # fmt: skip


@never_cache
@require_POST
def budget_request_withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """Withdraws my own request; 409 when it has been decided."""
    found = get_object_or_404(BudgetRequest.objects.with_people(), pk=pk, owner=request.user)
    return _try(
        request, found, lambda: withdraw(found, by=request.user), success=_("The request is withdrawn.")
    )


def _try(
    request: SignedIn,
    found: BudgetRequest,
    change: Callable[[], object],
    *,
    success: str,
    form: ApprovalForm | None = None,
) -> HttpResponse:
    """Redirects to the list; on refusal shows the current page with the reason and the typed fields."""
    try:
        change()
    except Refused as reason:
        fresh = _get(request, found.pk)
        is_stale = isinstance(reason, AlreadyDecided) or not fresh.is_open
        return _page(request, fresh, form=form, problem=str(reason), status=409 if is_stale else 422)
    messages.success(request, success % {"person": found.owner})
    return redirect("budget_requests")
