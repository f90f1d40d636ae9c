"""Releases approved images: creates a labelled copy to download, and records the release."""

from django.db import transaction
from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_release, require
from studio.audit.actions import Action
from studio.audit.record import record
from studio.gallery.locking import lock_images
from studio.generations.models import Image
from studio.generations.states import ReviewState
from studio.review.models import Release, ReviewVerb, Submission
from studio.review.release.copies import ReleasedCopy, make_copy
from studio.review.workflow.transitions import (
    Step,
    lock_submissions,
    move,
)

RELEASABLE = (ReviewState.APPROVED, ReviewState.RELEASED)


class NotApproved(Exception):
    """The image is not approved for release."""


def denial_reason_release_image(person: User, image: Image) -> str:
    """Why this person cannot release this image, or "" when they can."""
    if reason := denial_reason_release(person, image):
        return reason
    return "" if image.review in RELEASABLE else not_approved_message()


def not_approved_message() -> str:
    return _("Only approved images can be released. Submit the image for review.")


def release(image: Image, *, by: User) -> ReleasedCopy:
    """Returns a copy, recorded as released. Raises Forbidden, NotApproved, or what `make_copy` raises.

    Creates the copy before locking anything, and then checks again, since a decision may have been made meanwhile.
    """
    require(denial_reason_release(by, image))
    if image.review not in RELEASABLE:
        raise NotApproved(not_approved_message())
    copy = make_copy(image)
    try:
        _record(image, copy, by)
    except Exception:
        copy.file.close()
        raise
    return copy


@transaction.atomic
def _record(image: Image, copy: ReleasedCopy, by: User) -> None:
    by, locked = lock_images(Image.objects.visible_to(by).filter(pk=image.pk), by=by, with_teams=True)
    require("" if locked else _("No longer available."))
    require(denial_reason_release(by, locked[0]))
    row = lock_submissions([image.pk]).get(image.pk)
    if row is None or row.state not in RELEASABLE:
        raise NotApproved(not_approved_message())
    _add(row, image, copy, by)


def _add(row: Submission, image: Image, copy: ReleasedCopy, by: User) -> None:
    if row.state == ReviewState.APPROVED:
        move([row], ReviewState.RELEASED, Step(verb=ReviewVerb.RELEASE, by=by))
    Release.objects.create(
        image=image,
        team=row.team,
        by=by,
        sha256=copy.sha256,
        source_sha256=image.sha256,
        visible_label=copy.visible_label,
        size=copy.size,
    )
    record(Action.IMAGE_RELEASED, actor=by, target=image, team=row.team, after={"sha256": copy.sha256})
