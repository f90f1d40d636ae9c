"""Flagging images, withdrawing a flag, and resolving the flags of an image."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from studio.accounts import notifications
from studio.accounts.models import NotificationKind, Team, User
from studio.accounts.permissions import PERMISSIONS, denial_reason_flag, denial_reason_review
from studio.gallery.locking import BulkResult, LockedImage, check_permissions, lock_images, publish
from studio.generations.models.image import ImageQuerySet
from studio.generations.states import ReviewState
from studio.review.models import Flag, Reason, ReviewEvent, ReviewVerb, Submission
from studio.review.models.event import MAX_NOTE_LENGTH
from studio.review.models.flag import open_flags
from studio.review.workflow.decisions import Decision
from studio.review.workflow.transitions import (
    Step,
    add_events,
    lock_submissions,
)


def change_flags(images: ImageQuerySet, change: Decision, *, by: User) -> BulkResult:
    """Flags images, withdraws the person's own flags, or resolves all flags."""
    step = Step(
        verb=change.verb,
        by=by,
        reason=change.reason,
        note=change.note[:MAX_NOTE_LENGTH],
        internal_note=change.internal_note[:MAX_NOTE_LENGTH],
    )
    return ACTIONS[change.verb](images, step)


@transaction.atomic
def flag(images: ImageQuerySet, step: Step) -> BulkResult:
    """Asks the reviewers of the images' teams to look at them; a person can have one open flag per image."""
    by, locked = lock_images(images, by=step.by, with_teams=True)
    allowed, done = check_permissions(locked, denial_reason_flag, by=by)
    mine = _image_ids(_open_flags(allowed).filter(by=by))
    fresh = [one for one in allowed if one.pk not in mine]
    done.refused[_("You have already flagged this image.")] += len(allowed) - len(fresh)
    Flag.objects.bulk_create(
        Flag(image_id=one.pk, team=one.team, by=by, reason=step.reason, note=step.note)
        for one in fresh
        if one.team
    )
    for event in _record_step(fresh, list(_submissions(fresh)), step, done):
        _notify_leads(event, step)
    return done


@transaction.atomic
def withdraw_flag(images: ImageQuerySet, step: Step) -> BulkResult:
    """Withdraws the person's own flags."""
    return _close_flags(images, step, denial_reason_flag, by=step.by)


@transaction.atomic
def resolve(images: ImageQuerySet, step: Step) -> BulkResult:
    """Resolves all open flags of the images after a reviewer has looked, with an optional note to the author."""
    return _close_flags(images, step, denial_reason_review)


ACTIONS: dict[str, Callable[[ImageQuerySet, Step], BulkResult]] = {
    ReviewVerb.FLAG: flag,
    ReviewVerb.UNFLAG: withdraw_flag,
    ReviewVerb.RESOLVE: resolve,
}


def _close_flags(
    images: ImageQuerySet, step: Step, denial_reason: Callable[[User, Any], str], **only: User
) -> BulkResult:
    by, locked = lock_images(images, by=step.by)
    allowed, done = check_permissions(locked, denial_reason, by=by)
    flags = _open_flags(allowed).filter(**only)
    flagged = _image_ids(flags)
    done.refused[_("The flag is gone already.")] += len(allowed) - len(flagged)
    flags.update(resolved_at=Now(), resolved_by=by)
    _record_step(
        [one for one in allowed if one.pk in flagged], list(lock_submissions(flagged).values()), step, done
    )
    return done


def _open_flags(locked: Iterable[LockedImage]) -> QuerySet[Flag]:
    """The open flags of locked images in their current teams."""
    return Flag.objects.filter(image__in=[one.pk for one in locked], team=F("image__team"), resolved_at=None)


def _image_ids(flags: QuerySet[Flag]) -> set[int]:
    return set(flags.values_list("image", flat=True))


def _submissions(fresh: Sequence[LockedImage]) -> Iterable[Submission]:
    """Their submissions, locked. An image without one gets a draft, which only the queue of flags shows."""
    known = lock_submissions(one.pk for one in fresh)
    for one in fresh:
        assert one.team
        if row := known.get(one.pk):
            yield _in_team(row, one.team)
        else:
            yield Submission.objects.create(
                image_id=one.pk,
                team=one.team,
                author_id=one.owner_id,
                state=ReviewState.DRAFT,
                round=0,
                submitted_by_id=one.owner_id,
                approvals_needed=max(1, one.team.approvals),
            )


def _in_team(row: Submission, team: Team) -> Submission:
    """Moves a submission that was reviewed in another team to the image's current team."""
    if row.team_id != team.pk:
        row.team = team
        row.save(update_fields=["team"])
    return row


def _record_step(
    images: Sequence[LockedImage], rows: Sequence[Submission], step: Step, done: BulkResult
) -> list[ReviewEvent]:
    """Adds the step to each history, updates `is_flagged`, which queues sort by, and updates open pages."""
    events = [add_events([row], ReviewState(row.state), step)[0] for row in rows]
    locked = Submission.objects.filter(pk__in=[row.pk for row in rows])
    locked.update(is_flagged=open_flags(), version=F("version") + 1)
    publish(images)
    done.changed = [row.image_id for row in rows]
    done.refused = +done.refused
    return events


def _notify_leads(event: ReviewEvent, step: Step) -> None:
    """Notifies reviewers and leads of a team without a review, since it has no queue that shows flags."""
    row = event.submission
    if row.team.has_review:
        return
    deciding = User.objects.filter(
        memberships__team=row.team, memberships__role__in=PERMISSIONS["decide"], is_active=True
    )
    text = step.note or str(Reason(step.reason).label)
    for person in deciding.exclude(pk=row.author_id).order_by("pk"):
        notifications.notify(
            person, kind=NotificationKind.REVIEW, object_id=event.pk, actor=step.by, team=row.team, text=text
        )
