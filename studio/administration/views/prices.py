"""Prices per image: the price history, and a form to add a price."""

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
from studio.administration.access import require_inspect_or_404
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
    """One price in the history."""

    price: Price
    money: str
    label: str
    status: str
    """The colour of the label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList:
    """The prices of one model of a provider, newest first."""

    provider: Provider
    model: ModelSpec
    money: str
    """The current price of an image."""
    hint: str
    """The provider's list price, if known."""
    is_in_use: bool
    rows: list[PriceRow]


@never_cache
@require_http_methods(["GET", "POST"])
def prices(request: SignedIn) -> HttpResponse:
    """All providers' prices; POST adds one, 422 with form errors."""
    require_inspect_or_404(request.user)
    closed = denial_reason_administer(request.user)
    form = PriceForm(request.POST or None, models=_choices())
    if request.method == "POST":
        require(closed)
        if form.is_valid() and _add(request, form):
            return redirect("prices")
    context = {"form": form, "closed": closed, "lists": _lists(), "currency": settings.CURRENCY}
    return render(request, "administration/prices.html", context, status=422 if form.errors else 200)


def _add(request: SignedIn, form: PriceForm) -> bool:
    """Returns False, with the reason in the form, if the price cannot be added."""
    facts = form.cleaned_data
    provider, model = facts["model"].split(" ")
    try:
        made = add_price(provider, model, facts["price"], valid_from=facts["valid_from"], by=request.user)
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
    return [
        (f"{provider.name} {model.name}", f"{provider.name} · {model.label}")
        for provider, model in _provider_models()
    ]


def _provider_models() -> list[tuple[Provider, ModelSpec]]:
    """Every model of every provider; the provider in use comes first."""
    providers = sorted(KINDS.values(), key=lambda provider: provider.name != settings.PROVIDER)
    return [(provider, model) for provider in providers for model in models_of(provider.name)]


def _lists() -> list[PriceList]:
    """Price lists of the models in use, and of all others that have prices."""
    found = Price.objects.filter(currency=settings.CURRENCY).select_related("created_by")
    in_use = models_in_use()
    by_model: dict[tuple[str, str], list[Price]] = {}
    for price in found.order_by("-valid_from"):
        by_model.setdefault((price.provider, price.model), []).append(price)
    return [
        _list(
            provider,
            model,
            by_model.get((provider.name, model.name), []),
            is_in_use=provider.name == settings.PROVIDER and model in in_use,
        )
        for provider, model in _provider_models()
        if (provider.name == settings.PROVIDER and model in in_use) or (provider.name, model.name) in by_model
    ]


def _list(provider: Provider, model: ModelSpec, found: list[Price], *, is_in_use: bool) -> PriceList:
    now = timezone.now()
    current = next((price for price in found if price.valid_from <= now), None)
    return PriceList(
        provider=provider,
        model=model,
        money=format_micros(current_price(provider.name, model.name), settings.CURRENCY),
        is_in_use=is_in_use,
        hint=_hint(model),
        rows=[_row(price, current) for price in found],
    )


def _hint(model: ModelSpec) -> str:
    """The provider's list price, if known in the installation's currency."""
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
