"""Flags on the image page: the open ones, and the form to flag."""

from typing import Any

from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_flag
from studio.generations.models import Image
from studio.review.flags.summary import flags_of
from studio.review.models import Reason
from studio.review.models.event import MAX_NOTE_LENGTH


def flag_section(image: Image, viewer: User) -> dict[str, Any] | None:
    """The template context; None for private images, which have no reviewers."""
    if not image.team:
        return None
    return {
        **flags_of(image, viewer),
        "flag_refused": denial_reason_flag(viewer, image),
        "reasons": Reason.choices,
        "longest_note": MAX_NOTE_LENGTH,
    }
