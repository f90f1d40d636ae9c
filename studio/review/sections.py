"""The review on the image page: its state, its history, and what the viewer may do."""

from typing import Any

from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_release, denial_reason_submit, denial_reason_withdraw
from studio.generations.models import Image
from studio.generations.review_teams import review_teams
from studio.generations.states import ReviewState
from studio.review.badges import badge
from studio.review.models import Submission
from studio.review.models.event import MAX_NOTE_LENGTH
from studio.review.release.releasing import RELEASABLE
from studio.review.workflow.history import history, steps_of
from studio.review.workflow.submitting import REFUSED, RESUBMITTABLE

MAX_REPLACEABLE = 20
"""Refused images offered as those that a new one may replace."""


def image_section(image: Image, viewer: User) -> dict[str, Any] | None:
    """The template context; None without a review: never submitted, and private or in a team without a review."""
    row = Submission.objects.filter(image=image).select_related("team", "author").first()
    was_submitted = bool(row and row.was_submitted)
    if not was_submitted and not (image.team and image.team.has_review):
        return None
    if row:
        row.image = image
    refused = denial_reason_submit(viewer, image)
    return {
        "submission": row,
        "was_submitted": was_submitted,
        "badge": badge(row.state) if row and was_submitted else None,
        "history": history(row, viewer, steps_of(row)) if row else [],
        "submit_refused": refused,
        "can_submit": row is None or row.state in RESUBMITTABLE,
        "can_withdraw": bool(
            row and row.state == ReviewState.SUBMITTED and not denial_reason_withdraw(viewer, image)
        ),
        "can_release": image.review in RELEASABLE,
        "release_refused": denial_reason_release(viewer, image),
        "can_review": bool(row and any(team.pk == row.team_id for team in review_teams(viewer))),
        "replaceable": [] if refused or was_submitted else _replaceable(image),
        "longest_note": MAX_NOTE_LENGTH,
    }


def _replaceable(image: Image) -> list[Submission]:
    """The author's refused images in this team, newest first."""
    refused = Submission.objects.filter(author=image.owner_id, team=image.team_id, state__in=REFUSED)
    return list(refused.select_related("image__generation").order_by("-decided_at")[:MAX_REPLACEABLE])
