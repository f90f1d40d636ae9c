"""The open flags of an image, for pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_review
from studio.generations.models import Image
from studio.review.models import Flag


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFlag:
    """One flag. Only reviewers, and the person themselves, see who flagged."""

    by: User | None
    reason: str
    note: str
    at: datetime


def flags_of(image: Image, viewer: User) -> dict[str, Any]:
    """The open flags, oldest first, and what the viewer may do with them."""
    flags = Flag.objects.filter(image=image, team=image.team_id, resolved_at=None)
    found = list(flags.select_related("by").order_by("id"))
    is_reviewer = not denial_reason_review(viewer, image)
    return {
        "flags": [_shown(flag, viewer, is_reviewer) for flag in found],
        "has_flagged": any(flag.by_id == viewer.pk for flag in found),
        "can_resolve": bool(found) and is_reviewer,
    }


def _shown(flag: Flag, viewer: User, is_reviewer: bool) -> ShownFlag:
    by = flag.by if is_reviewer or flag.by_id == viewer.pk else None
    return ShownFlag(by=by, reason=flag.get_reason_display(), note=flag.note, at=flag.created)
