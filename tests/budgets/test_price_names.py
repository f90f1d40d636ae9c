"""Prices that were entered under a provider's id of the model still apply."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from studio.budgets.models import Price
from studio.budgets.prices import current_price
from studio.provider.models import DEFAULT_MODEL

migration = import_module("studio.budgets.migrations.0002_price_model_names")


@pytest.mark.parametrize("kind", ["ark", "byteplus"])
def test_a_migrated_price_is_found_under_the_name_of_the_model(alice, kind):
    price_fields = {"currency": "CNY", "micros": 400_000, "valid_from": timezone.now(), "created_by": alice}
    Price.objects.create(provider=kind, model=DEFAULT_MODEL.ids[kind], **price_fields)
    migration.rename_models(apps, None)
    assert current_price(kind, DEFAULT_MODEL.name) == 400_000
