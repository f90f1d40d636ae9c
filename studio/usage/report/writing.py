"""Numbers, shares and days, as the reader's language writes them."""

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
    """Of micro-units."""
    return format_micros(round(amount), kind.currency)


def coins(amount: float, kind: MoneyKind) -> str:
    """Of micro-units, to the currency's smallest coin."""
    coin = 10 ** (6 - get_currency_precision(kind.currency))
    return money(round(amount / coin) * coin, kind)


def compact(value: float, *, digits: int = 2) -> str:
    """`9.9M`, in Chinese `990万`."""
    return str(format_compact_decimal(value, fraction_digits=digits, locale=locale()))


def axis_money(amount: float) -> str:
    """Money at an axis, without its currency."""
    return compact(amount / 1_000_000)


def percent(part: float, whole: float) -> str:
    """A share with a digit below ten per cent."""
    share = 100 * part / whole if whole else 0
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
    """To two digits beyond the first, since a guess is no exact sum."""
    size: int = 10 ** max(0, len(str(amount)) - 3)
    return round(amount / size) * size
