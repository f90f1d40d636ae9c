"""Finds releases: of the teams that somebody reviews, and by a prefix of a file's hash."""

import re

from django.db.models import Q, QuerySet

from studio.accounts.models import User
from studio.accounts.permissions import PERMISSIONS, denial_reason_inspect
from studio.generations.models import Image
from studio.review.models import Release

MIN_HASH_LENGTH = 8  # digits of a hash in a search
_HASH = re.compile(rf"[0-9a-f]{{{MIN_HASH_LENGTH},64}}")


def parse_hash(text: str) -> str | None:
    """Parses a SHA-256 or a prefix of one, ignoring case, spaces and `sha256:`; None for anything else."""
    digits = "".join(text.lower().removeprefix("sha256:").split())
    return digits if _HASH.fullmatch(digits) else None


def visible_releases(viewer: User) -> QuerySet[Release] | None:
    """Releases of every team for administrators and auditors, else of the teams they review in; None without any."""
    if not denial_reason_inspect(viewer):
        return Release.objects.all()
    teams = [one.team_id for one in viewer.team_memberships if one.role in PERMISSIONS["decide"]]
    return Release.objects.filter(team__in=teams) if teams else None


def with_hash(releases: QuerySet[Release], digits: str) -> QuerySet[Release]:
    """Releases whose released file or original has a hash with this prefix."""
    return releases.filter(Q(sha256__startswith=digits) | Q(source_sha256__startswith=digits))


def images_with_hash(viewer: User, digits: str) -> QuerySet[Image]:
    """Images visible to the viewer, released or not, whose original has a hash with this prefix."""
    found = Image.objects.visible_to(viewer).stored().filter(sha256__startswith=digits)
    return found.select_related("generation__owner", "team").order_by("-pk")
