"""What a person has used this month."""

from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from studio.accounts.models import User
from studio.generations.models import Generation, Image
from studio.generations.states import BILLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """Images and tokens of a calendar month in the studio's zone."""

    images: int
    tokens: int
    mismatches: int
    """Runs where the provider's own count differs from ours."""


def this_month(user: User) -> Month:
    """The provider's own usage where it was told, else our count of the images that came: one query."""
    first = timezone.localdate(timezone=timezone.get_default_timezone()).replace(day=1)
    runs = Generation.objects.filter(owner=user, day__gte=first)
    silent, differs = Q(usage_tokens__isnull=True), ~Q(usage_tokens=F("tokens"), usage_images=F("billed"))
    billed = Image.objects.filter(generation=OuterRef("pk"), state__in=BILLED).order_by()
    counted = billed.values("generation").annotate(n=Count("pk")).values("n")
    sums = runs.annotate(billed=Coalesce(Subquery(counted), 0)).aggregate(
        images=Sum("usage_images", filter=~silent, default=0),
        billed_images=Sum("billed", filter=silent, default=0),
        told=Sum("usage_tokens", default=0),
        counted=Sum("tokens", filter=silent, default=0),
        mismatches=Count("pk", filter=~silent & differs),
    )
    return Month(
        images=sums["images"] + sums["billed_images"],
        tokens=sums["told"] + sums["counted"],
        mismatches=sums["mismatches"],
    )
