"""The shortfall of a budget request: which hard budgets are too small for its run, and by how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from babel.numbers import get_currency_precision
from django.conf import settings

from studio.accounts.models import Team, User
from studio.budgets.money import format_micros
from studio.budgets.prices import current_price
from studio.budgets.status import BudgetStatus, statuses

MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One budget that is too small."""

    status: BudgetStatus
    missing: int
    """Micro-units, up to the next whole coin."""

    @property
    def money(self) -> str:
        """What is missing, written."""
        return format_micros(self.missing, settings.CURRENCY)


def subjects_of(owner: User, team: Team | None) -> list[Team | User]:
    """Whose budgets a run uses; the person's own is last."""
    return [team, owner] if team else [owner]


def price_now(model: str) -> int:
    """The price of one image of this model at the current provider, in micro-units."""
    return current_price(settings.PROVIDER, model)


def needs_of(subjects: Sequence[Team | User], cost: int) -> list[Need]:
    """The budgets that are too small for a run of this cost."""
    rows = [(status, status.shortfall(cost)) for status in statuses(subjects)]
    return [Need(status=status, missing=_whole_coins(missing)) for status, missing in rows if missing]


def _whole_coins(amount: int) -> int:
    """Up to the currency's smallest coin."""
    coin = Decimal(MILLION).scaleb(-get_currency_precision(settings.CURRENCY))
    return int((Decimal(amount) / coin).to_integral_value(rounding=ROUND_CEILING) * coin)
