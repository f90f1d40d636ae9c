"""The status of budgets this month, for pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.db.models import FilteredRelation, Q, QuerySet
from django.utils.translation import gettext as _

from studio.accounts.models import Team, User
from studio.budgets.money import format_micros
from studio.budgets.periods import this_month

FIELDS = (
    *(f"period__{name}" for name in ("spent", "reserved", "limit", "extra", "is_hard")),
    "budget__micros",
    "budget__is_hard",
)
"""The columns that a status is built from."""
NEAR = 80
"""Percent of a budget at which a warning is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetStatus:
    """A budget this month, in micro-units; `limit` is None without a budget."""

    subject: Team | User
    spent: int = 0
    reserved: int = 0
    limit: int | None = None
    """Including this month's extra."""
    extra: int = 0
    is_hard: bool = False

    @classmethod
    def of(cls, subject: Team | User, row: Mapping[str, Any]) -> Self:
        """Builds it from a row with `FIELDS`; before the first run of a month there is only the budget."""
        if row["period__spent"] is None:
            return cls(subject=subject, limit=row["budget__micros"], is_hard=bool(row["budget__is_hard"]))
        limit, extra = row["period__limit"], row["period__extra"]
        return cls(
            subject=subject,
            spent=row["period__spent"],
            reserved=row["period__reserved"],
            limit=None if limit is None else limit + extra,
            extra=extra,
            is_hard=row["period__is_hard"],
        )

    @property
    def is_team(self) -> bool:
        return isinstance(self.subject, Team)

    @property
    def committed(self) -> int:
        return self.spent + self.reserved

    @property
    def left(self) -> int:
        """Negative when overspent; only meaningful with a budget."""
        return (self.limit or 0) - self.committed

    @property
    def percent(self) -> int:
        """How much of the budget is spent or reserved; 100 for a budget of zero."""
        return self.percent_after(0)

    def percent_after(self, cost: int) -> int:
        """`percent` after a run of this cost."""
        return 100 * (self.committed + cost) // self.limit if self.limit else 100

    def shortfall(self, cost: int) -> int:
        """What a hard budget lacks for a run of this cost; 0 when it fits."""
        return max(0, cost - self.left) if self.limit is not None and self.is_hard else 0

    @property
    def arc(self) -> int:
        """The filled part of a circle of 100."""
        return min(100, self.percent)

    @property
    def severity(self) -> str:
        """The colour of its bar: "", "warn" near the limit, "danger" at it."""
        return "" if self.percent < NEAR else "warn" if self.percent < 100 else "danger"

    @property
    def money(self) -> dict[str, str]:
        """Its formatted amounts."""
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
        """The installation's currency."""
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


def with_period[Subject: (Team, User)](subjects: QuerySet[Subject]) -> QuerySet[Subject]:
    """Joins what `FIELDS` needs: this month's period for the provider in use, and the budget."""
    this_period = Q(
        budget_periods__month=this_month(),
        budget_periods__currency=settings.CURRENCY,
        budget_periods__is_sandbox=settings.PROVIDER == "sandbox",
    )
    return subjects.annotate(period=FilteredRelation("budget_periods", condition=this_period))


def statuses(subjects: Iterable[Team | User]) -> list[BudgetStatus]:
    """The statuses in the order of the subjects: one query for teams and one for people."""
    asked = list(subjects)
    teams = _rows(Team.objects.all(), [one.pk for one in asked if isinstance(one, Team)])
    people = _rows(User.objects.all(), [one.pk for one in asked if not isinstance(one, Team)])
    return [BudgetStatus.of(one, (teams if isinstance(one, Team) else people)[one.pk]) for one in asked]


def status_of(subject: Team | User) -> BudgetStatus:
    """The status of one person or team."""
    return statuses([subject])[0]


def _rows(subjects: QuerySet[Any], pks: list[int]) -> dict[int, dict[str, Any]]:
    if not pks:
        return {}
    return {row["pk"]: row for row in with_period(subjects.filter(pk__in=pks)).values("pk", *FIELDS)}
