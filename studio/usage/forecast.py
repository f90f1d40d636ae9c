"""Foresees a month's end from the days of the last four weeks."""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from statistics import fmean, pstdev

HISTORY_DAYS = 28
"""Days that a forecast looks back on: whole weeks, since people work less on weekends."""
LEAST_DAYS = 3
"""Of history; with fewer there is no forecast."""
SPREAD = 1.28
"""Standard deviations to either side: four months out of five end within them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Micro-units at the month's end. `by_day` is what may be reached on each day until then."""

    low: int
    expected: int
    high: int
    by_day: Mapping[date, int]

    def day_of(self, amount: int) -> date | None:
        """The day on which this amount is reached, if it is."""
        return next((day for day, reached in self.by_day.items() if reached >= amount), None)


def month_end(used: Mapping[date, int], *, today: date, spent: int | None = None) -> Forecast | None:
    """From the money of each day; None with too few days to look back on. `spent` is the month's, if it is known."""
    history = _history(used, today)
    if len(history) < LEAST_DAYS:
        return None
    typical = _typical(history)
    month = sum(amount for day, amount in used.items() if day.replace(day=1) == today.replace(day=1))
    reached = float(month if spent is None else spent)
    reached += max(0.0, typical[_is_weekend(today)] - used.get(today, 0))
    by_day = {today: round(reached)}
    for day in _days_left(today):
        reached += typical[_is_weekend(day)]
        by_day[day] = round(reached)
    margin = _spread(history, typical) * sqrt(len(by_day))
    least = month if spent is None else spent
    return Forecast(
        low=max(least, round(reached - margin)),
        expected=round(reached),
        high=round(reached + margin),
        by_day=by_day,
    )


def _history(used: Mapping[date, int], today: date) -> dict[date, int]:
    """The days before today since the first with any use; days without use among them count."""
    days = [today - timedelta(days=back) for back in range(HISTORY_DAYS, 0, -1)]
    first = next((day for day in days if used.get(day)), today)
    return {day: used.get(day, 0) for day in days if day >= first}


def _typical(history: Mapping[date, int]) -> dict[bool, float]:
    """What a weekday and a day of a weekend use; the same where there are too few of one."""
    mean = fmean(history.values())
    kinds = {kind: [n for day, n in history.items() if _is_weekend(day) == kind] for kind in (False, True)}
    return {kind: fmean(amounts) if len(amounts) > 1 else mean for kind, amounts in kinds.items()}


def _spread(history: Mapping[date, int], typical: Mapping[bool, float]) -> float:
    return SPREAD * pstdev(amount - typical[_is_weekend(day)] for day, amount in history.items())


def _is_weekend(day: date) -> bool:
    return day.weekday() >= calendar.SATURDAY


def _days_left(today: date) -> Iterable[date]:
    last = calendar.monthrange(today.year, today.month)[1]
    return (today.replace(day=number) for number in range(today.day + 1, last + 1))
