"""Prices per image: the list with its history, and a new price from a day on."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from studio.accounts.permissions import denial_reason_administer, require
from studio.accounts.request_utils import SignedIn
from studio.administration.access import hide_from_others
from studio.budgets.forms import PriceForm
from studio.budgets.models import Price
from studio.budgets.money import format_micros, micros
from studio.budgets.price_changes import PriceTaken, add_price
from studio.budgets.prices import current_price
from studio.generations.runs.available_models import models_in_use
from studio.provider.model_spec import ModelSpec
from studio.provider.models import models_of
from studio.provider.providers import KINDS, Provider


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRow:
    """One price of the history."""

    price: Price
    money: str
    label: str
    status: str
    """The colour of the label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList:
    """The prices of one provider's model, newest first."""

    provider: Provider
    model: ModelSpec
    money: str
    """What an image costs now."""
    hint: str
    """What providers list, as far as it is known."""
    is_in_use: bool
    rows: list[PriceRow]


@never_cache
@require_http_methods(["GET", "POST"])
def prices(request: SignedIn) -> HttpResponse:
    """Every provider's prices; POST adds one, 422 with what is wrong."""
    hide_from_others(request.user)
    closed = denial_reason_administer(request.user)
    form = PriceForm(request.POST or None, models=_choices())
    if request.method == "POST":
        require(closed)
        if form.is_valid() and _add(request, form):
            return redirect("prices")
    context = {"form": form, "closed": closed, "lists": _lists(), "currency": settings.CURRENCY}
    return render(request, "administration/prices.html", context, status=422 if form.errors else 200)


def _add(request: SignedIn, form: PriceForm) -> bool:
    """False with the reason in the form."""
    facts = form.cleaned_data
    kind, model = facts["model"].split(" ")
    try:
        made = add_price(kind, model, facts["price"], valid_from=facts["valid_from"], by=request.user)
    except PriceTaken as reason:
        form.add_error("valid_from", str(reason))
        return False
    money = format_micros(made.micros, made.currency)
    if facts["valid_from"]:
        day = date_format(timezone.localtime(made.valid_from, timezone.get_default_timezone()))
        message = _("%(money)s per image from %(day)s on.") % {"money": money, "day": day}
    else:
        message = _("%(money)s per image from now on.") % {"money": money}
    messages.success(request, message)
    return True


def _choices() -> list[tuple[str, str]]:
    return [(f"{kind.name} {model.name}", f"{kind.name} · {model.label}") for kind, model in _offers()]


def _offers() -> list[tuple[Provider, ModelSpec]]:
    """Every model of every provider; the provider that makes images now comes first."""
    kinds = sorted(KINDS.values(), key=lambda kind: kind.name != settings.PROVIDER)
    return [(kind, model) for kind in kinds for model in models_of(kind.name)]


def _lists() -> list[PriceList]:
    """Of what the provider in use makes images with, and of whatever else has prices."""
    found = Price.objects.filter(currency=settings.CURRENCY).select_related("created_by")
    in_use = models_in_use()
    by_model: dict[tuple[str, str], list[Price]] = {}
    for price in found.order_by("-valid_from"):
        by_model.setdefault((price.provider, price.model), []).append(price)
    return [
        _list(
            kind,
            model,
            by_model.get((kind.name, model.name), []),
            is_in_use=kind.name == settings.PROVIDER and model in in_use,
        )
        for kind, model in _offers()
        if (kind.name == settings.PROVIDER and model in in_use) or (kind.name, model.name) in by_model
    ]


def _list(kind: Provider, model: ModelSpec, found: list[Price], *, is_in_use: bool) -> PriceList:
    now = timezone.now()
    current = next((price for price in found if price.valid_from <= now), None)
    return PriceList(
        provider=kind,
        model=model,
        money=format_micros(current_price(kind.name, model.name), settings.CURRENCY),
        is_in_use=is_in_use,
        hint=_hint(model),
        rows=[_row(price, current) for price in found],
    )


def _hint(model: ModelSpec) -> str:
    """What providers ask for, where it is known in the installation's currency."""
    amount = model.price_hint.get(settings.CURRENCY)
    return format_micros(micros(Decimal(amount)), settings.CURRENCY) if amount else ""


def _row(price: Price, current: Price | None) -> PriceRow:
    if price is current:
        label, status = _("Current"), "ok"
    elif price.valid_from > timezone.now():
        label, status = _("Planned"), "info"
    else:
        label, status = _("Past"), ""
    return PriceRow(
        price=price, money=format_micros(price.micros, price.currency), label=label, status=status
    )
