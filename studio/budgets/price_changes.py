"""Adds prices. A price is never changed afterwards."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from studio.accounts.locking import reload_user
from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_administer, require
from studio.audit.actions import Action
from studio.audit.record import record
from studio.budgets.models import Price


class PriceTaken(Exception):
    """There is already a price from that moment on; the message says so."""


def add_price(provider: str, model: str, amount: int, *, valid_from: datetime | None, by: User) -> Price:
    """Adds a price per image, in micro-units, valid from a moment on (None: now). Raises Forbidden, PriceTaken."""
    require(denial_reason_administer(reload_user(by)))
    facts = {"provider": provider, "model": model, "currency": settings.CURRENCY, "micros": amount}
    try:
        with transaction.atomic():
            made = Price.objects.create(**facts, valid_from=valid_from or timezone.now(), created_by=by)
            after = {**facts, "valid_from": made.valid_from.isoformat()}
            record(Action.PRICE_ADDED, actor=by, target=made, after=after)
    except IntegrityError as error:
        raise PriceTaken(_("There is already a price from this day on. Choose another day.")) from error
    return made
