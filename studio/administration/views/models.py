"""Switches models on and off: for the studio, or for one team (`?team=<slug>`)."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from studio.accounts.models import Team
from studio.accounts.permissions import denial_reason_administer, require
from studio.accounts.request_utils import SignedIn
from studio.administration.access import require_inspect_or_404
from studio.administration.model_form import ModelSwitchForm
from studio.budgets.money import format_micros
from studio.budgets.prices import current_price
from studio.generations.composer.model_summary import ModelFact, facts, summary
from studio.policies.model_switches import set_switches
from studio.policies.models import ModelSwitch
from studio.provider.model_spec import ModelSpec
from studio.provider.models import models_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRow:
    """One model on the page."""

    model: ModelSpec
    field: forms.BoundField
    summary: str
    money: str
    facts: list[ModelFact]


@never_cache
@require_http_methods(["GET", "POST"])
def models(request: SignedIn) -> HttpResponse:
    """The models of the provider in use; POST switches them, 422 with form errors."""
    require_inspect_or_404(request.user)
    slug = request.GET.get("team", "")
    team = get_object_or_404(Team, slug=slug) if slug else None
    closed = denial_reason_administer(request.user)
    form = ModelSwitchForm(request.POST if request.method == "POST" else None, team=team)
    if request.method == "POST":
        require(closed)
        if form.is_valid():
            changed = set_switches(form.switches(), team=team, by=request.user)
            messages.success(request, _("Saved.") if changed else _("Nothing has changed."))
            return redirect(reverse("models", query={"team": slug} if team else None))
    context = {"form": form, "team": team, "closed": closed, "rows": _rows(form), "teams": _teams(team)}
    return render(request, "administration/models.html", context, status=422 if form.errors else 200)


def _rows(form: ModelSwitchForm) -> list[ModelRow]:
    return [
        ModelRow(
            model=model,
            field=form[model.name],
            summary=summary(model),
            money=format_micros(current_price(settings.PROVIDER, model.name), settings.CURRENCY),
            facts=facts(model),
        )
        for model in models_of(settings.PROVIDER)
    ]


def _teams(team: Team | None) -> list[Team]:
    """Teams that differ from the studio; none on a team's own page."""
    return [] if team else [*Team.objects.filter(pk__in=ModelSwitch.objects.values("team")).order_by("name")]
