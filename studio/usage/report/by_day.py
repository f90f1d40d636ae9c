"""Usage by day: the chart and its table."""

import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from studio.accounts.models import Team
from studio.usage.chart import HEIGHT, Bar, Chart, draw
from studio.usage.figures import Figures, MoneyKind, Sums, sum_rows
from studio.usage.query import UsageQuery
from studio.usage.report import writing

MOST_DAYS = 93
"""A longer range is shown by month."""
MAX_SERIES = 3
"""Teams (or private) with their own colour; the others share one."""
BUDGET_HEIGHT = 80.0
"""The height that each further budget adds to the card beside the chart, in units of the chart."""
METRIC_SUMS = {"money": "micros", "tokens": "provider_tokens", "images": "billed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One colour of the chart."""

    label: str
    teams: frozenset[int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the table: a day or a month."""

    label: str
    parts: list[str]
    money: str
    tokens: int
    images: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ByDay:
    series: list[Series]
    chart: Chart
    lines: list[Line]
    label: str
    """A text alternative for the chart."""


def chart_height(budgets: int) -> float:
    """Matches the height of the budget card beside it; it grows for the fourth to sixth budget."""
    return HEIGHT + BUDGET_HEIGHT * min(max(0, budgets - 3), 3)


def by_day(
    query: UsageQuery, kind: MoneyKind, figures: Figures, names: dict[int, Team], *, height: float = HEIGHT
) -> ByDay:
    series = _series(query, figures, names)
    metric = METRIC_SUMS[query.metric]
    spans = _spans(query)
    buckets = _buckets(figures, spans)
    bars, lines = [], []
    for (first, last), teams in zip(spans, buckets, strict=True):
        total = sum_rows(teams.values())
        values = [sum(teams[team][metric] for team in one.teams if team in teams) for one in series]
        label = _label(query, first)
        bars.append(
            Bar(
                label=str(first.day) if _is_one_month(query) and not _by_month(query) else label,
                title=_title(label, kind, total),
                url="" if len(spans) == 1 else query.address(**{"from": f"{first}", "to": f"{last}"}),
                values=values,
            )
        )
        lines.append(
            _line(label, [_format_value(query.metric, value, kind) for value in values], total, kind)
        )
    write = writing.axis_money if query.metric == "money" else writing.compact
    return ByDay(
        series=series,
        chart=draw(bars, write=write, whole=query.metric != "money", height=height),
        lines=lines,
        label=_chart_label(query, spans),
    )


def _series(query: UsageQuery, figures: Figures, names: dict[int, Team]) -> list[Series]:
    """The teams with the most usage, then all others together."""
    metric = METRIC_SUMS[query.metric]
    sums: dict[int | None, int] = defaultdict(int)
    for (_day, team), row in figures.days.items():
        sums[team] += row[metric]
    teams = sorted(sums, key=lambda team: (-sums[team], team or 0))
    with_own_colour = teams if len(teams) == MAX_SERIES + 1 else teams[:MAX_SERIES]
    shown = [Series(label=place_name(team, names), teams=frozenset({team})) for team in with_own_colour]
    others = frozenset(teams) - frozenset(with_own_colour)
    return [*shown, Series(label=_("Others"), teams=others)] if others else shown


def place_name(team: int | None, names: dict[int, Team]) -> str:
    return _("Private") if team is None else str(names[team])


def _by_month(query: UsageQuery) -> bool:
    return query.days > MOST_DAYS


def _is_one_month(query: UsageQuery) -> bool:
    return (query.first.year, query.first.month) == (query.last.year, query.last.month)


def _spans(query: UsageQuery) -> list[tuple[date, date]]:
    """The first and the last day of each bar, including bars without usage."""
    spans, day = [], query.first
    while day <= query.last:
        end = _month_end(day) if _by_month(query) else day
        spans.append((day, min(end, query.last)))
        day = end + timedelta(days=1)
    return spans


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _buckets(figures: Figures, spans: list[tuple[date, date]]) -> list[dict[int | None, Sums]]:
    index: dict[date, int] = {}
    for number, (first, last) in enumerate(spans):
        index |= {first + timedelta(days=days): number for days in range((last - first).days + 1)}
    buckets: list[dict[int | None, Sums]] = [{} for _span in spans]
    for (day, team), row in figures.days.items():
        buckets[index[day]].setdefault(team, Sums()).update(row)
    return buckets


def _label(query: UsageQuery, first: date) -> str:
    return writing.short_month(first) if _by_month(query) else writing.short_day(first)


def _title(label: str, kind: MoneyKind, total: Sums) -> str:
    return _("%(day)s: %(money)s, %(tokens)s tokens, images: %(images)s") % {
        "day": label,
        "money": writing.money(total["micros"], kind),
        "tokens": f"{total['provider_tokens']:,}",
        "images": f"{total['billed']:,}",
    }


def _format_value(metric: str, value: int, kind: MoneyKind) -> str:
    return writing.money(value, kind) if metric == "money" else f"{value:,}"


def _line(label: str, parts: list[str], total: Sums, kind: MoneyKind) -> Line:
    return Line(
        label=label,
        parts=parts,
        money=writing.money(total["micros"], kind),
        tokens=total["provider_tokens"],
        images=total["billed"],
    )


def _chart_label(query: UsageQuery, spans: list[tuple[date, date]]) -> str:
    names = {"first": writing.short_day(spans[0][0]), "last": writing.short_day(spans[-1][1])}
    return (
        _(
            "Bar chart of usage, %(first)s to %(last)s, stacked by place. The table below has the same numbers."
        )
        % names
    )
