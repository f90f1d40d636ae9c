"""The price that applies now."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.budgets.models import Price
from studio.budgets.prices import current_price

pytestmark = pytest.mark.django_db


def create_price(alice, micros, *, days, currency="CNY", provider="ark") -> None:
    valid_from = timezone.now() + timedelta(days=days)
    Price.objects.create(
        provider=provider,
        model="seedream",
        currency=currency,
        micros=micros,
        valid_from=valid_from,
        created_by=alice,
    )


def test_without_a_row_the_price_of_the_installation_applies():
    assert current_price("ark", "seedream") == 250_000


def test_the_newest_valid_price_applies_and_a_future_one_does_not_yet(alice):
    for micros, days in ((100_000, -9), (200_000, -2), (300_000, 2)):
        create_price(alice, micros, days=days)
    assert current_price("ark", "seedream") == 200_000


def test_a_price_of_another_provider_or_currency_does_not_apply(alice):
    create_price(alice, 1, days=-1, currency="USD")
    create_price(alice, 2, days=-1, provider="byteplus")
    assert current_price("ark", "seedream") == 250_000
