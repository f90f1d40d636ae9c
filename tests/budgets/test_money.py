"""Money is formatted with the symbol and the decimals of its currency, in the reader's language."""

from decimal import Decimal

import pytest
from django.utils import translation

from studio.budgets.money import format_money


@pytest.mark.parametrize(
    ("amount", "currency", "english", "chinese"),
    [
        ("1.5", "CNY", "CN¥1.50", "¥1.50"),
        ("1234.5", "CNY", "CN¥1,234.50", "¥1,234.50"),
        ("150", "JPY", "JP¥150", "JP¥150"),
        ("12345", "JPY", "JP¥12,345", "JP¥12,345"),
        ("0.04", "USD", "$0.04", "US$0.04"),
        ("1.5", "KWD", "KWD\xa01.500", "KWD\xa01.500"),
        ("1.5", "CHF", "CHF\xa01.50", "CHF\xa01.50"),
    ],
)
def test_an_amount_has_the_symbol_and_decimals_of_its_currency(amount, currency, english, chinese):
    for language, text in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert format_money(Decimal(amount), currency) == text


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("0.250000", "CNY", "CN¥0.25"),
        ("0.045000", "USD", "$0.045"),
        ("0.000125", "EUR", "€0.000125"),
        ("5.500000", "JPY", "JP¥5.5"),
        ("0", "USD", "$0.00"),
        ("3.000000", "JPY", "JP¥3"),
    ],
)
def test_a_price_below_the_smallest_currency_unit_is_not_rounded(amount, currency, text):
    assert format_money(Decimal(amount), currency) == text


def test_an_amount_is_formatted_without_an_active_language():
    with translation.override(None):
        assert format_money(Decimal("0.25"), "CNY") == "CN¥0.25"
