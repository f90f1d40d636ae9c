"""A person's usage this month."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import BigIntegerField, Case, Count, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from studio.accounts.models import User
from studio.budgets.money import format_money
from studio.generations.models import Generation, Image
from studio.generations.states import BILLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """Images, tokens and money of a calendar month in the studio's time zone."""

    images: int
    tokens: int
    mismatches: int
    """Runs where the provider's own count differs from ours."""
    money: tuple[str, ...] = ()
    """The billed amount in each currency, formatted."""
    sandbox_money: tuple[str, ...] = ()
    """What the images of the sandbox would cost; nobody bills them."""


def this_month(user: User) -> Month:
    """Uses the provider's reported usage, else our count of billed images; one query."""
    first = timezone.localdate(timezone=timezone.get_default_timezone()).replace(day=1)
    runs = Generation.objects.filter(owner=user, day__gte=first)
    silent, differs = Q(usage_tokens__isnull=True), ~Q(usage_tokens=F("tokens"), usage_images=F("billed"))
    billed = Image.objects.filter(generation=OuterRef("pk"), state__in=BILLED).order_by()
    counted = billed.values("generation").annotate(n=Count("pk")).values("n")
    used = Case(
        When(silent, then="billed"), default=Coalesce("usage_images", 0), output_field=BigIntegerField()
    )
    counted_runs = runs.annotate(billed=Coalesce(Subquery(counted), 0)).annotate(used=used)
    rows = (
        counted_runs.order_by()
        .values("currency", "provider")
        .annotate(
            all_images=Sum("used"),
            all_tokens=Sum(Coalesce("usage_tokens", "tokens")),
            micros=Sum(F("price") * F("used")),
            mismatches=Count("pk", filter=~silent & differs),
        )
    )
    return _month([dict(row) for row in rows.order_by("currency", "provider")])


def _month(rows: list[dict[str, Any]]) -> Month:
    return Month(
        images=sum(int(row["all_images"]) for row in rows),
        tokens=sum(int(row["all_tokens"]) for row in rows),
        mismatches=sum(row["mismatches"] for row in rows),
        money=_amounts(row for row in rows if row["provider"] != "sandbox"),
        sandbox_money=_amounts(row for row in rows if row["provider"] == "sandbox"),
    )


def _amounts(rows: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    sums: dict[str, Decimal] = {}
    for row in rows:
        amount = Decimal(row["micros"]) / 1_000_000
        sums[row["currency"]] = sums.get(row["currency"], Decimal(0)) + amount
    return tuple(format_money(amount, currency) for currency, amount in sums.items() if amount)
