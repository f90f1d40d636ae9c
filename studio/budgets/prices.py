"""The current price of a model."""

from django.conf import settings
from django.db.models.functions import Now

from studio.budgets.models import Price
from studio.budgets.money import micros


def current_price(provider: str, model: str) -> int:
    """Micro-units per image: the newest price that is already valid, else the installation's default."""
    valid = Price.objects.filter(
        provider=provider, model=model, currency=settings.CURRENCY, valid_from__lte=Now()
    )
    found = valid.order_by("-valid_from").values_list("micros", flat=True).first()
    return micros(settings.PRICE) if found is None else found
