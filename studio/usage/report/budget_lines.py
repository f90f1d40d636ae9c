"""Monthly budgets: how much is used, and the forecast for the end of the month."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio.budgets.status import BudgetStatus
from studio.usage.figures import Figures, MoneyKind
from studio.usage.forecast import month_end
from studio.usage.report import writing
from studio.usage.rollup import today

MAX_BUDGETS = 8
"""Budgets in the card, the most used first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLine:
    """One bar with its sentence."""

    status: BudgetStatus
    sentence: str
    severity: str
    icon: str = ""

    @property
    def bar(self) -> int:
        return min(100, self.status.percent)


def budget_lines(found: Iterable[BudgetStatus], kind: MoneyKind, figures: Figures) -> list[BudgetLine]:
    """Lines of the budgets that have a limit; `kind` and `figures` are of the budgets' kind of money."""
    limited = sorted((status for status in found if status.limit is not None), key=lambda one: -one.percent)
    return [_line(status, kind, figures) for status in limited[:MAX_BUDGETS]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetTotal:
    """The total of all budgets."""

    used: str
    limit: str
    percent: int
    sentence: str

    @property
    def bar(self) -> int:
        return min(100, self.percent)


def budget_total(found: Iterable[BudgetStatus], kind: MoneyKind) -> BudgetTotal | None:
    """The total, if there are at least two budgets."""
    limited = [status for status in found if status.limit is not None]
    if len(limited) < 2:
        return None
    used, limit = sum(one.committed for one in limited), sum(one.limit or 0 for one in limited)
    days = (limited[0].resets_on - today()).days - 1
    left = ngettext("%(n)d day left in %(month)s", "%(n)d days left in %(month)s", days)
    return BudgetTotal(
        used=writing.money(used, kind),
        limit=writing.money(limit, kind),
        percent=100 * used // limit if limit else 100,
        sentence=left % {"n": days, "month": writing.month_name(today())},
    )


def _line(status: BudgetStatus, kind: MoneyKind, figures: Figures) -> BudgetLine:
    if status.percent >= 100:
        sentence = _("Over budget, new runs are stopped") if status.is_hard else _("Over budget")
        return BudgetLine(status=status, sentence=sentence, severity="danger", icon="alert")
    forecast = month_end(figures.money_by_day(_team(status)), today=today(), spent=status.committed)
    runs_out = forecast and forecast.day_of(status.limit or 0)
    if runs_out:
        sentence = _("On course to run out on %(day)s") % {"day": writing.short_day(runs_out)}
        return BudgetLine(status=status, sentence=sentence, severity="warn", icon="warn")
    sentence = _("%(money)s left") % {"money": status.money["left"]}
    if forecast:
        sentence = _("On course for %(money)s") % {
            "money": writing.money(writing.rounded(forecast.expected), kind)
        }
    return BudgetLine(status=status, sentence=sentence, severity=status.severity)


def _team(status: BudgetStatus) -> int | None:
    """The team whose days count; None for a person, where all days count."""
    return status.subject.pk if status.is_team else None
