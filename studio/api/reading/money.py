"""Amounts as answers say them."""

from decimal import Decimal

from studio.api.reading.schemas import Money


def money(micros: int, currency: str) -> Money:
    """Of millionths, as a decimal number without zeros at its end: no program may round it by reading a float."""
    amount = (Decimal(micros) / 1_000_000).normalize()
    return Money(amount=f"{amount:f}", currency=currency)
