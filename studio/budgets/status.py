"""How the budgets of people and teams stand this month, as pages say it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from studio.accounts.models import Team, User
from studio.budgets.models import Budget, BudgetPeriod
from studio.budgets.money import format_micros
from studio.budgets.periods import this_month

NEAR = 80
"""Percent of a budget from which on it is said that little is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetStatus:
    """One budget in this month, in micro-units; `limit` is None where there is no budget."""

    subject: Team | User
    spent: int = 0
    reserved: int = 0
    limit: int | None = None
    """With what this month was raised by."""
    extra: int = 0
    is_hard: bool = False

    @classmethod
    def of(cls, subject: Team | User, period: BudgetPeriod | None, budget: Budget | None) -> Self:
        """Of a month's row; before the first run of a month there is only the budget."""
        if period is None:
            limit = budget.micros if budget else None
            return cls(subject=subject, limit=limit, is_hard=bool(budget and budget.is_hard))
        return cls(
            subject=subject,
            spent=period.spent,
            reserved=period.reserved,
            limit=period.ceiling,
            extra=period.extra,
            is_hard=period.is_hard,
        )

    @property
    def is_team(self) -> bool:
        return isinstance(self.subject, Team)

    @property
    def committed(self) -> int:
        return self.spent + self.reserved

    @property
    def left(self) -> int:
        """Below zero where more is spent than the budget; call it only where there is one."""
        return (self.limit or 0) - self.committed

    @property
    def percent(self) -> int:
        """How much of the budget is spent or reserved; all of an empty one."""
        return self.percent_after(0)

    def percent_after(self, cost: int) -> int:
        """The same after a run of this cost."""
        return 100 * (self.committed + cost) // self.limit if self.limit else 100

    @property
    def severity(self) -> str:
        """The colour of its bar: nothing, "warn" near the limit, "danger" at it."""
        return "" if self.percent < NEAR else "warn" if self.percent < 100 else "danger"

    @property
    def money(self) -> dict[str, str]:
        """Its amounts, written."""
        amounts = {
            "spent": self.spent,
            "reserved": self.reserved,
            "used": self.committed,
            "left": max(0, self.left),
            "limit": self.limit or 0,
            "extra": self.extra,
        }
        return {name: format_micros(amount, settings.CURRENCY) for name, amount in amounts.items()}

    @property
    def currency(self) -> str:
        """The one of the installation."""
        return str(settings.CURRENCY)

    @property
    def name(self) -> str:
        return str(self.subject)

    @property
    def resets_on(self) -> date:
        """The first day of the next month."""
        return (this_month() + timedelta(days=31)).replace(day=1)

    @property
    def kind_label(self) -> str:
        return _("Hard limit") if self.is_hard else _("Warning only")


def statuses(subjects: Iterable[Team | User]) -> list[BudgetStatus]:
    """In the order of the subjects: one query, and one more for those who have not spent anything this month."""
    asked = list(subjects)
    periods = {_key(row): row for row in this_months().filter(_whose(asked))}
    missing = [one for one in asked if _key_of(one) not in periods]
    budgets = {_key(row): row for row in Budget.objects.filter(_whose(missing))} if missing else {}
    return [BudgetStatus.of(one, periods.get(_key_of(one)), budgets.get(_key_of(one))) for one in asked]


def status_of(subject: Team | User) -> BudgetStatus:
    """Of one person or team."""
    return statuses([subject])[0]


def this_months() -> QuerySet[BudgetPeriod]:
    """The rows of this month, in the books of the provider that makes images now."""
    return BudgetPeriod.objects.filter(
        month=this_month(), currency=settings.CURRENCY, is_sandbox=settings.PROVIDER == "sandbox"
    )


def _whose(subjects: Iterable[Team | User]) -> Q:
    asked = list(subjects)
    teams = [one.pk for one in asked if isinstance(one, Team)]
    people = [one.pk for one in asked if not isinstance(one, Team)]
    return Q(team__in=teams) | Q(user__in=people)


def _key(row: Budget | BudgetPeriod) -> tuple[bool, int | None]:
    return (True, row.team_id) if row.team_id else (False, row.user_id)


def _key_of(subject: Team | User) -> tuple[bool, int | None]:
    return isinstance(subject, Team), subject.pk
