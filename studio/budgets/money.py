"""Formats money for the current language, with each currency's symbol and number of decimals."""

from decimal import Decimal

from babel import Locale
from babel.numbers import format_currency, get_currency_symbol
from django.conf import settings
from django.utils.translation import get_language, to_locale

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def format_money(amount: Decimal, currency: str) -> str:
    """`CN¥1.50`, `JP¥150`, in Chinese `¥1.50`; a price below the currency's smallest coin keeps its digits."""
    locale = Locale.parse(to_locale(get_language() or settings.LANGUAGE_CODE))
    text: str = format_currency(amount, currency, locale=locale, decimal_quantization=False)
    symbol = get_currency_symbol(currency, locale)
    return text.replace(symbol, _sign(symbol, currency))


def _sign(symbol: str, currency: str) -> str:
    """English locales write yen as ¥, which many read as yuan; and a currency code needs a space."""
    if currency == "JPY":
        return "JP¥"
    return currency + NO_BREAK_SPACE if symbol == currency else symbol


def micros(amount: Decimal) -> int:
    """Converts an amount to millionths, as the ledger stores it."""
    return int((amount * 1_000_000).to_integral_value())


def format_micros(amount: int, currency: str) -> str:
    """Formats an amount in millionths."""
    return format_money(Decimal(amount) / 1_000_000, currency)
