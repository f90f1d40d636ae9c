"""Formats numbers, percentages and days for the current language."""

from datetime import date

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_compact_decimal, get_currency_precision
from django.conf import settings
from django.utils.translation import get_language, to_locale

from studio.budgets.money import format_micros
from studio.usage.figures import MoneyKind


def locale() -> Locale:
    return Locale.parse(to_locale(get_language() or settings.LANGUAGE_CODE))


def money(amount: float, kind: MoneyKind) -> str:
    """Formats micro-units."""
    return format_micros(round(amount), kind.currency)


def money_to_smallest_coin(amount: float, kind: MoneyKind) -> str:
    """Formats micro-units, rounded to the currency's smallest coin."""
    coin = 10 ** (6 - get_currency_precision(kind.currency))
    return money(round(amount / coin) * coin, kind)


def compact(value: float, *, digits: int = 2) -> str:
    """`9.9M`, in Chinese `990万`."""
    return str(format_compact_decimal(value, fraction_digits=digits, locale=locale()))


def axis_money(amount: float) -> str:
    """Formats micro-units for an axis, without the currency."""
    return compact(amount / 1_000_000)


def percent(part: float, total: float) -> str:
    """Formats a percentage, with one decimal below 10 %."""
    share = 100 * part / total if total else 0
    return f"{share:.1f}%" if 0 < share < 10 else f"{share:.0f}%"


def short_day(day: date) -> str:
    """`Nov 3`, `11月3日`."""
    return str(format_skeleton("MMMd", day, locale=locale()))


def short_month(day: date) -> str:
    """`Nov 2026`, `2026年11月`."""
    return str(format_skeleton("yMMM", day, locale=locale()))


def month_name(day: date) -> str:
    """`November`, `11 月`."""
    return f"{day.month} 月" if locale().language == "zh" else format_date(day, "LLLL", locale=locale())


def rounded(amount: int) -> int:
    """Rounds to three significant digits, since a forecast is not exact."""
    size: int = 10 ** max(0, len(str(amount)) - 3)
    return round(amount / size) * size
