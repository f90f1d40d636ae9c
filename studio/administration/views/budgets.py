"""Budgets of teams and people: spent, reserved and left this month, and the forms to change them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from studio.accounts.models import Team, User
from studio.accounts.permissions import denial_reason_administer, require
from studio.accounts.request_utils import SignedIn
from studio.accounts.users.user_admin import search
from studio.administration.access import require_inspect_or_404
from studio.budgets.budget_changes import change_budget
from studio.budgets.forms import BudgetForm
from studio.budgets.models import Budget
from studio.budgets.status import status_of, statuses

PAGE = 50  # rows


@never_cache
@require_GET
def budgets(request: SignedIn) -> HttpResponse:
    """Teams, or people (`?of=people`), those with a budget first; `?q=` searches by name and email address."""
    require_inspect_or_404(request.user)
    of, query = request.GET.get("of", ""), request.GET.get("q", "").strip()
    found: QuerySet[Any] = _people(query) if of == "people" else _teams(query)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "of": "people" if of == "people" else "teams",
        "query": query,
        "page": page,
        "rows": [(status, _address(status.subject)) for status in statuses(list(page))],
    }
    return render(request, "administration/budgets.html", context)


def _people(query: str) -> QuerySet[User]:
    has_budget = Exists(Budget.objects.filter(user=OuterRef("pk")))
    return search(query).filter(is_active=True).order_by(has_budget.desc(), "name", "email")


def _teams(query: str) -> QuerySet[Team]:
    has_budget = Exists(Budget.objects.filter(team=OuterRef("pk")))
    return Team.objects.active().filter(name__icontains=query).order_by(has_budget.desc(), "name")


def _address(subject: Team | User) -> str:
    """The URL of the subject's budget page."""
    if isinstance(subject, Team):
        return reverse("team_budget", args=[subject.slug])
    return reverse("person_budget", args=[subject.pk])


@never_cache
@require_http_methods(["GET", "POST"])
def team_budget(request: SignedIn, slug: str) -> HttpResponse:
    """The budget of a team; POST changes it, 422 with form errors."""
    require_inspect_or_404(request.user)
    return _budget(request, get_object_or_404(Team, slug=slug))


@never_cache
@require_http_methods(["GET", "POST"])
def person_budget(request: SignedIn, pk: int) -> HttpResponse:
    """The budget of a person; POST changes it, 422 with form errors."""
    require_inspect_or_404(request.user)
    return _budget(request, get_object_or_404(User, pk=pk, deleted_at=None))


def _budget(request: SignedIn, subject: Team | User) -> HttpResponse:
    closed = denial_reason_administer(request.user)
    status = status_of(subject)
    form = BudgetForm(request.POST) if request.method == "POST" else BudgetForm.for_status(status)
    if request.method == "POST":
        require(closed)
        if form.is_valid():
            return _change(request, subject, form)
    context = {
        "form": form,
        "closed": closed,
        "budget": status,
        "subject": subject,
        "address": _address(subject),
        "currency": settings.CURRENCY,
    }
    return render(request, "administration/budget.html", context, status=422 if form.errors else 200)


def _change(request: SignedIn, subject: Team | User, form: BudgetForm) -> HttpResponse:
    """Redirects to the list, or to the person's or team's page if the form is there (field `back`)."""
    facts = form.cleaned_data
    changed = change_budget(
        subject, facts["amount"], is_hard=facts["is_hard"], extra=facts["extra"] or 0, by=request.user
    )
    messages.success(request, _("Saved.") if changed else _("Nothing has changed."))
    if "back" not in request.POST:
        return redirect(reverse("budgets", query=None if isinstance(subject, Team) else {"of": "people"}))
    return redirect(subject) if isinstance(subject, Team) else redirect("person", subject.pk)
