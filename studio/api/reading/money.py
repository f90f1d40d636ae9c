"""Formats amounts for responses."""

from decimal import Decimal

from studio.api.reading.schemas import Money


def money(micros: int, currency: str) -> Money:
    """Converts micros to a decimal string without trailing zeros: clients that parse floats could round it."""
    amount = (Decimal(micros) / 1_000_000).normalize()
    return Money(amount=f"{amount:f}", currency=currency)
