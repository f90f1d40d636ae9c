"""The forecast of a month, from the last four weeks."""

from datetime import date, timedelta

from studio.usage.forecast import month_end

TODAY = date(2026, 11, 16)  # a Monday; 14 more days, of which 4 are of weekends


def days(count: int, amount: int) -> dict[date, int]:
    return {TODAY - timedelta(days=back): amount for back in range(1, count + 1)}


def test_even_usage_continues_evenly():
    forecast = month_end(days(28, 100), today=TODAY)
    assert (forecast.low, forecast.expected, forecast.high) == (3000, 3000, 3000)


def test_weekends_are_forecast_from_weekends():
    usage = {day: 0 if day.weekday() >= 5 else 100 for day in days(28, 1)}
    assert month_end(usage, today=TODAY).expected == 100 * 21  # the weekdays of this November


def test_the_usage_of_today_is_not_counted_twice():
    assert month_end({**days(28, 100), TODAY: 60}, today=TODAY).expected == 3000
    assert month_end({**days(28, 100), TODAY: 500}, today=TODAY).expected == 3400


def test_uneven_usage_has_a_range_not_below_what_is_spent():
    usage = {day: 1000 if day.day % 5 == 0 else 0 for day in days(28, 1)}
    forecast = month_end(usage, today=TODAY)
    spent = sum(amount for day, amount in usage.items() if day.month == 11)
    assert spent <= forecast.low < forecast.expected < forecast.high


def test_it_starts_with_the_first_day_of_use():
    assert month_end(days(4, 100), today=TODAY).expected == 400 + 15 * 100


def test_after_too_few_days_there_is_no_forecast():
    assert month_end(days(2, 100), today=TODAY) is None
    assert month_end({}, today=TODAY) is None


def test_a_budget_runs_out_on_the_day_it_is_reached():
    forecast = month_end(days(28, 100), today=TODAY)
    assert forecast.day_of(1700) == date(2026, 11, 17)
    assert forecast.day_of(3001) is None


def test_on_the_last_day_only_the_rest_of_it_is_added():
    last = date(2026, 11, 30)
    usage = {last - timedelta(days=back): 100 for back in range(1, 29)}
    assert month_end(usage, today=last).expected == 29 * 100  # 28 days in November, and today
