"""Finds releases: of the teams that somebody reviews, and by the beginning of a file's hash."""

import re

from django.db.models import Q, QuerySet

from studio.accounts.models import User
from studio.accounts.permissions import PERMISSIONS, denial_reason_inspect
from studio.generations.models import Image
from studio.review.models import Release

SHORTEST = 8  # digits of a hash that a search names
_HASH = re.compile(rf"[0-9a-f]{{{SHORTEST},64}}")


def parse_hash(text: str) -> str | None:
    """A SHA-256 or its beginning, however it was copied; None for anything else."""
    digits = "".join(text.lower().removeprefix("sha256:").split())
    return digits if _HASH.fullmatch(digits) else None


def visible_releases(viewer: User) -> QuerySet[Release] | None:
    """Of every team for administrators and auditors, else of the teams they decide in; None without any."""
    if not denial_reason_inspect(viewer):
        return Release.objects.all()
    teams = [one.team_id for one in viewer.team_memberships if one.role in PERMISSIONS["decide"]]
    return Release.objects.filter(team__in=teams) if teams else None


def with_hash(releases: QuerySet[Release], digits: str) -> QuerySet[Release]:
    """Those whose released file or original has a hash that begins like this."""
    return releases.filter(Q(sha256__startswith=digits) | Q(source_sha256__startswith=digits))


def images_with_hash(viewer: User, digits: str) -> QuerySet[Image]:
    """The viewer's images, released or not, whose original has a hash that begins like this."""
    found = Image.objects.visible_to(viewer).stored().filter(sha256__startswith=digits)
    return found.select_related("generation__owner", "team").order_by("-pk")
