"""Forecasts the money at the month's end from the last four weeks."""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from statistics import fmean, pstdev

HISTORY_DAYS = 28
"""The days that a forecast is based on: whole weeks, since people work less on weekends."""
MIN_HISTORY_DAYS = 3
"""With fewer days there is no forecast."""
DEVIATIONS = 1.28
"""Standard deviations to either side: an 80 % interval, so four months out of five end within it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Micro-units at the month's end. `by_day` is the expected total on each day until then."""

    low: int
    expected: int
    high: int
    by_day: Mapping[date, int]

    def day_of(self, amount: int) -> date | None:
        """The day on which this amount is reached, or None."""
        return next((day for day, reached in self.by_day.items() if reached >= amount), None)


def month_end(used: Mapping[date, int], *, today: date, spent: int | None = None) -> Forecast | None:
    """Forecasts from the money of each day; None with too little history. `spent` is the month's total, if known."""
    history = _history(used, today)
    if len(history) < MIN_HISTORY_DAYS:
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
    """The days before today, from the first with any usage; includes later days without usage."""
    days = [today - timedelta(days=back) for back in range(HISTORY_DAYS, 0, -1)]
    first = next((day for day in days if used.get(day)), today)
    return {day: used.get(day, 0) for day in days if day >= first}


def _typical(history: Mapping[date, int]) -> dict[bool, float]:
    """The average of weekdays and of weekend days, by `_is_weekend`; the overall average where there are too few."""
    mean = fmean(history.values())
    kinds = {kind: [n for day, n in history.items() if _is_weekend(day) == kind] for kind in (False, True)}
    return {kind: fmean(amounts) if len(amounts) > 1 else mean for kind, amounts in kinds.items()}


def _spread(history: Mapping[date, int], typical: Mapping[bool, float]) -> float:
    return DEVIATIONS * pstdev(amount - typical[_is_weekend(day)] for day, amount in history.items())


def _is_weekend(day: date) -> bool:
    return day.weekday() >= calendar.SATURDAY


def _days_left(today: date) -> Iterable[date]:
    last = calendar.monthrange(today.year, today.month)[1]
    return (today.replace(day=number) for number in range(today.day + 1, last + 1))
