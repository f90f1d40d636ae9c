"""The figures at the top of the page."""

import calendar
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studio.usage.figures import Figures, MoneyKind, Sums, sum_rows
from studio.usage.forecast import month_end
from studio.usage.query import MINE, UsageQuery
from studio.usage.report import writing
from studio.usage.rollup import today


@dataclass(frozen=True, slots=True, kw_only=True)
class Stat:
    """One figure, and its detail."""

    label: str
    value: str
    detail: str


def stats(query: UsageQuery, kind: MoneyKind, figures: Figures) -> list[Stat]:
    total = figures.total
    forecast = [_forecast(kind, figures)] if query.is_this_month else []
    people = [] if query.view == MINE else [_people(figures)]
    return [
        _money(query, kind, figures, total),
        *forecast,
        _images(total),
        _cost_per_kept(kind, total),
        _failed(total),
        *people,
    ]


def _money(query: UsageQuery, kind: MoneyKind, figures: Figures, total: Sums) -> Stat:
    label = _("Would cost") if kind.is_sandbox else _("Money")
    first, last = query.compared
    before = sum_rows(s for (day, _team), s in figures.other_days.items() if first <= day <= last)["micros"]
    return Stat(
        label=label,
        value=writing.money(total["micros"], kind),
        detail=_change(query, total["micros"], before),
    )


def _change(query: UsageQuery, now: int, before: int) -> str:
    if not before:
        return _("nothing to compare with")
    change = round(100 * (now - before) / before)
    month = query.compared[0].day == 1 and query.first.day == 1
    names = {"percent": abs(change), "month": writing.month_name(query.compared[0])}
    if month:
        same, more, less = (
            _("like %(month)s to date"),
            _("%(percent)d%% above %(month)s to date"),
            _("%(percent)d%% below %(month)s to date"),
        )
    else:
        same, more, less = (
            _("like the days before"),
            _("%(percent)d%% above the days before"),
            _("%(percent)d%% below the days before"),
        )
    return (more if change > 0 else less if change < 0 else same) % names


def _forecast(kind: MoneyKind, figures: Figures) -> Stat:
    now = today()
    end = now.replace(day=calendar.monthrange(now.year, now.month)[1])
    label = _("Forecast for %(day)s") % {"day": writing.short_day(end)}
    forecast = month_end(figures.money_by_day(), today=now)
    if forecast is None:
        return Stat(label=label, value="–", detail=_("after three days of use"))
    low, high = (
        writing.money(writing.rounded(forecast.low), kind),
        writing.money(writing.rounded(forecast.high), kind),
    )
    return Stat(
        label=label,
        value=writing.money(writing.rounded(forecast.expected), kind),
        detail=_("likely %(low)s to %(high)s") % {"low": low, "high": high},
    )


def _images(total: Sums) -> Stat:
    runs = ngettext("%(runs)s run, %(tokens)s tokens", "%(runs)s runs, %(tokens)s tokens", total["runs"])
    detail = runs % {"runs": f"{total['runs']:,}", "tokens": writing.compact(total["provider_tokens"])}
    return Stat(label=_("Images"), value=f"{total['billed']:,}", detail=detail)


def _cost_per_kept(kind: MoneyKind, total: Sums) -> Stat:
    kept = total["kept"]
    value = writing.money_to_smallest_coin(total["micros"] / kept, kind) if kept else "–"
    detail = ngettext("%(kept)s image kept", "%(kept)s images kept", kept) % {"kept": f"{kept:,}"}
    return Stat(label=_("Cost per kept image"), value=value, detail=detail)


def _failed(total: Sums) -> Stat:
    lost = total["lost"]
    detail = ngettext("not billed; %(n)d image lost", "not billed; %(n)d images lost", lost) % {"n": lost}
    return Stat(
        label=_("Failed images"), value=f"{total['failed']:,}", detail=detail if lost else _("not billed")
    )


def _people(figures: Figures) -> Stat:
    people = {owner for owner, _team in figures.people}
    teams = len({team for _day, team in figures.days if team})
    detail = ngettext("in %(n)d team", "in %(n)d teams", teams) % {"n": teams}
    return Stat(label=_("Active people"), value=f"{len(people):,}", detail=detail)
