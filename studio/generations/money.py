"""Writes money."""

from decimal import Decimal

from django.utils.formats import number_format

SYMBOLS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


def format_money(amount: Decimal, currency: str) -> str:
    """`¥1.50`: the currency's sign, or its code where it has none here, and two decimals in the active language."""
    sign = SYMBOLS.get(currency, f"{currency} ")
    return f"{sign}{number_format(amount.quantize(Decimal('0.01')), decimal_pos=2, force_grouping=True)}"


def micros(amount: Decimal) -> int:
    """An amount in millionths, as the ledger stores it."""
    return int((amount * 1_000_000).to_integral_value())
