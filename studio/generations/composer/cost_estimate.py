"""The maximum cost of the run in the composer, and what remains of the budgets: for every number of images at once, so
that the page updates while somebody types without a request."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from studio.accounts.models import Team, User
from studio.accounts.workspace import workspace_of
from studio.budgets.money import format_micros
from studio.budgets.prices import current_price
from studio.budgets.status import NEAR, BudgetStatus, statuses
from studio.generations.composer.model_fields import image_count_in, model_in
from studio.generations.live.subscription import Subscription
from studio.generations.runs.available_models import available_models
from studio.provider import limits
from studio.provider.model_spec import ModelSpec
from studio.provider.sizes import Size


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The maximum cost of a run of a number of images, what remains of the budgets, and a note."""

    money: str
    left: str
    severity: str
    """Empty, "warn", or "danger" when a hard budget stops the run."""
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CostEstimate:
    """The quotes by model and number of images, and which of them applies to the form as the server knows it."""

    model: str
    price: str
    by_model: dict[str, list[Quote]]
    """Of every model that may be chosen."""
    images: int
    tokens: int | None
    """Of the whole run; None where the size is not legal."""
    is_tier: bool
    team: int
    """0 for a private run."""
    has_budgets: bool

    @property
    def quote(self) -> Quote:
        return self.by_model[self.model][self.images - 1]

    @property
    def sentence(self) -> str:
        """The key of the sentence about tokens."""
        if self.tokens is None:
            return "bad"
        return ("group" if self.images > 1 else "single") + ("-tier" if self.is_tier else "")

    @property
    def values(self) -> dict[str, str]:
        """The values in the sentences."""
        return {"images": str(self.images), "tokens": f"{self.tokens or 0:,}", "money": self.quote.money}

    @property
    def as_json(self) -> str:
        """The quotes as the page's script reads them."""
        quotes = {model: [asdict(one) for one in quotes] for model, quotes in self.by_model.items()}
        return json.dumps(quotes, ensure_ascii=False)


def cost_estimate(
    fields: Mapping[str, Any], *, by: User, team: Team | None, models: Sequence[ModelSpec] | None = None
) -> CostEstimate:
    """The estimate for a form's fields and for each of the selectable `models`; two queries, and one for each price."""
    chosen = model_in(fields)
    prices = {
        model.name: current_price(settings.PROVIDER, model.name)
        for model in dict.fromkeys([chosen, *(available_models(team) if models is None else models)])
    }
    subjects: list[Team | User] = [by, team] if team else [by]
    budgets = [status for status in statuses(subjects) if status.limit is not None]
    images, size = image_count_in(fields), _size(fields)
    return CostEstimate(
        model=chosen.name,
        price=format_micros(prices[chosen.name], settings.CURRENCY),
        by_model={model: _quotes(price, budgets) for model, price in prices.items()},
        images=images,
        tokens=limits.tokens([size.pixels] * images) if size else None,
        is_tier=fields.get("size_mode") == "tier",
        team=team.pk if team else 0,
        has_budgets=bool(budgets),
    )


def _quotes(price: int, budgets: list[BudgetStatus]) -> list[Quote]:
    return [_quote(price * count, budgets) for count in range(1, limits.MAX_IMAGES + 1)]


def live_estimate(viewer: User, subscription: Subscription) -> CostEstimate | None:
    """For the stream of a page with a composer: the remaining budget changes with every run."""
    if not subscription.shows_composer:
        return None
    estimate = cost_estimate({}, by=viewer, team=workspace_of(viewer))
    return estimate if estimate.has_budgets else None


def _size(fields: Mapping[str, Any]) -> Size | None:
    """The chosen size, for a tier its default one; None for anything invalid."""
    mode = fields.get("size_mode")
    if mode == "tier":
        return model_in(fields).tiers.get(str(fields.get("tier")))
    text = f"{fields.get('w')}x{fields.get('h')}" if mode == "custom" else str(fields.get("size"))
    try:
        return Size.parse(text)
    except ValueError:
        return None


def _quote(cost: int, budgets: list[BudgetStatus]) -> Quote:
    severity, note = _budget_warning(cost, budgets)
    left = " · ".join(
        f"{_owner(one)} {format_micros(max(0, one.left - cost), settings.CURRENCY)}" for one in budgets
    )
    return Quote(money=format_micros(cost, settings.CURRENCY), left=left, severity=severity, note=note)


def _owner(status: BudgetStatus) -> str:
    return status.name if status.is_team else _("You")


def _budget_warning(cost: int, budgets: list[BudgetStatus]) -> tuple[str, str]:
    """Severity and note. A budget that stops the run has priority over one that it exceeds, and that over one that it
    nearly uses up."""
    for status in budgets:
        if status.shortfall(cost):
            return "danger", _blocked_note(status)
    for status in budgets:
        if status.left < cost:
            return "warn", _exceeded_note(status)
    for status in budgets:
        if (percent := status.percent_after(cost)) >= NEAR:
            return "warn", _nearly_used_up_note(status, percent)
    return "", ""


def _blocked_note(status: BudgetStatus) -> str:
    left = {"left": status.money["left"], "team": status.name}
    if status.is_team:
        return _("The budget of %(team)s has %(left)s left this month: not enough for this run.") % left
    return _("Your budget has %(left)s left this month: not enough for this run.") % left


def _exceeded_note(status: BudgetStatus) -> str:
    if status.is_team:
        return _("This run goes over the budget of %(team)s for this month.") % {"team": status.name}
    return _("This run goes over your budget for this month.")


def _nearly_used_up_note(status: BudgetStatus, percent: int) -> str:
    facts = {"percent": percent, "team": status.name}
    if status.is_team:
        return _("With this run %(percent)d%% of the budget of %(team)s for this month is used.") % facts
    return _("With this run %(percent)d%% of your budget for this month is used.") % facts
