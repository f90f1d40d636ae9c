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
class PricedModel:
    """A model of a provider."""

    provider: Provider
    model: ModelSpec
    is_in_use: bool

    @property
    def key(self) -> str:
        return f"{self.provider.name} {self.model.name}"

    @property
    def label(self) -> str:
        return f"{self.provider.name} · {self.model.label}"


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

    of: PricedModel
    money: str
    """The current price of an image."""
    hint: str
    """The provider's list price, if known."""
    rows: list[PriceRow]


@never_cache
@require_http_methods(["GET", "POST"])
def prices(request: SignedIn) -> HttpResponse:
    """All providers' prices; POST adds one, 422 with form errors."""
    require_inspect_or_404(request.user)
    closed = denial_reason_administer(request.user)
    models = _models()
    form = PriceForm(request.POST or None, models=[(one.key, one.label) for one in models])
    if request.method == "POST":
        require(closed)
        if form.is_valid() and _add(request, form):
            return redirect("prices")
    context = {"form": form, "closed": closed, "lists": _lists(models), "currency": settings.CURRENCY}
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


def _models() -> list[PricedModel]:
    """Every model of every provider: those in use first, then the others of the provider in use."""
    in_use = models_in_use()
    found = [
        PricedModel(provider=provider, model=model, is_in_use=_is_in_use(provider) and model in in_use)
        for provider in KINDS.values()
        for model in models_of(provider.name)
    ]
    return sorted(found, key=lambda one: (not one.is_in_use, not _is_in_use(one.provider)))


def _is_in_use(provider: Provider) -> bool:
    return provider.name == settings.PROVIDER


def _lists(models: list[PricedModel]) -> list[PriceList]:
    """Price lists of the models in use, and of all others that have prices."""
    by_model: dict[str, list[Price]] = {}
    found = Price.objects.filter(currency=settings.CURRENCY).select_related("created_by")
    for price in found.order_by("-valid_from"):
        by_model.setdefault(f"{price.provider} {price.model}", []).append(price)
    return [_list(one, by_model.get(one.key, [])) for one in models if one.is_in_use or one.key in by_model]


def _list(priced: PricedModel, found: list[Price]) -> PriceList:
    now = timezone.now()
    current = next((price for price in found if price.valid_from <= now), None)
    return PriceList(
        of=priced,
        money=format_micros(current_price(priced.provider.name, priced.model.name), settings.CURRENCY),
        hint=_hint(priced.model),
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
