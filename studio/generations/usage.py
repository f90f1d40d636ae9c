"""What a person has used this month."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Sum
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
    """The provider's own usage where it was told, else our count of the images that came."""
    first = timezone.localdate(timezone=timezone.get_default_timezone()).replace(day=1)
    runs = Generation.objects.filter(owner=user, day__gte=first)
    silent = Q(usage_tokens__isnull=True)
    sums = runs.aggregate(
        images=Sum("usage_images", filter=~silent),
        told=Sum("usage_tokens"),
        counted=Sum("tokens", filter=silent),
    )
    images = Image.objects.filter(generation__in=runs.filter(silent), state__in=BILLED).count()
    return Month(
        images=(sums["images"] or 0) + images,
        tokens=(sums["told"] or 0) + (sums["counted"] or 0),
        mismatches=_mismatches(runs),
    )


def _mismatches(runs: QuerySet[Generation]) -> int:
    billed = Count("images", filter=Q(images__state__in=BILLED))
    told = runs.filter(usage_tokens__isnull=False).annotate(billed=billed)
    return told.exclude(usage_tokens=F("tokens"), usage_images=F("billed")).count()
