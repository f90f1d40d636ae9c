"""Submits images for review, and withdraws them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_submit, denial_reason_withdraw
from studio.gallery.locking import BulkResult, LockedImage, check_permissions, lock_images
from studio.generations.models import Image, Reference
from studio.generations.models.image import ImageQuerySet
from studio.generations.states import ReviewState
from studio.review.models import Approval, ReviewVerb, Submission
from studio.review.models.event import MAX_NOTE_LENGTH
from studio.review.models.flag import open_flags
from studio.review.workflow.transitions import (
    Step,
    add_events,
    copy_state_to_images,
    lock_submissions,
    move,
)

REFUSED = (ReviewState.CHANGES_REQUESTED, ReviewState.REJECTED)
RESUBMITTABLE = (ReviewState.DRAFT, *REFUSED)

FindReplaced = Callable[[LockedImage], Submission | None]


@transaction.atomic
def submit(images: ImageQuerySet, *, by: User, note: str = "", replaces: int | None = None) -> BulkResult:
    """Submits images, and refuses those that are already in review, approved or released.

    `replaces` is the id of the refused image that a single one replaces; without it, one is searched for.
    """
    by, locked = lock_images(images, by=by, with_teams=True)
    allowed, done = check_permissions(locked, denial_reason_submit, by=by)
    known = lock_submissions(one.pk for one in allowed)
    fresh = [one for one in allowed if one.pk not in known]
    again = [row for row in known.values() if row.state in RESUBMITTABLE]
    done.refused += _already_submitted(row for row in known.values() if row.state not in RESUBMITTABLE)
    step = Step(verb=ReviewVerb.SUBMIT, by=by, note=note[:MAX_NOTE_LENGTH])
    earlier = _earlier_finder(allowed, replaces)
    rows = [
        *_create(fresh, step, earlier),
        *_resubmit(again, {one.pk: one for one in allowed}, step, earlier),
    ]
    done.changed = [row.image_id for row in rows]
    return done


def _already_submitted(rows: Iterable[Submission]) -> Counter[str]:
    """Counts why these cannot be submitted, by reason."""
    return Counter(
        _("Already submitted: %(state)s.") % {"state": ReviewState(row.state).label} for row in rows
    )


def _earlier_finder(allowed: Sequence[LockedImage], replaces: int | None) -> FindReplaced:
    """Returns a function that finds the refused submission that an image replaces: the given one, else by search."""
    refused = Submission.objects.filter(author__in={one.owner_id for one in allowed}, state__in=REFUSED)
    named = refused.filter(image=replaces).first() if replaces else None
    if named or not refused.exists():
        return lambda _one: named
    return _refused_before


def _create(fresh: Sequence[LockedImage], step: Step, earlier: FindReplaced) -> list[Submission]:
    rows = [
        Submission(
            image_id=one.pk,
            team=one.team,
            author_id=one.owner_id,
            submitted_by=step.by,
            note=step.note,
            approvals_needed=one.team.approvals,
            replaces=earlier(one),
        )
        for one in fresh
        if one.team
    ]
    Submission.objects.bulk_create(rows)
    for row in rows:
        row.state = ""  # the history shows no state before the first step
    add_events(rows, ReviewState.SUBMITTED, step)
    copy_state_to_images(rows, ReviewState.SUBMITTED)
    return rows


def _resubmit(
    rows: list[Submission], locked: dict[int, LockedImage], step: Step, earlier: FindReplaced
) -> list[Submission]:
    """Starts another round, without earlier approvals; it is the first round for an image that was only flagged."""
    Approval.objects.filter(submission__in=rows).delete()
    for row in rows:
        row.round += 1
    move(rows, ReviewState.SUBMITTED, step)
    for row in rows:
        one = locked[row.image_id]
        team = one.team
        assert team
        Submission.objects.filter(pk=row.pk).update(
            replaces=row.replaces if row.round > 1 else earlier(one),
            round=F("round") + 1,
            team=team,
            submitted_by=step.by,
            submitted_at=Now(),
            note=step.note,
            approvals_needed=team.approvals,
            is_flagged=open_flags(team),
        )
    return rows


def _refused_before(one: LockedImage) -> Submission | None:
    """The author's newest refused submission that this image's run was based on: it reran the refused image's run, or
    used the refused image as a reference."""
    sent = Reference.objects.filter(generation=one.run, upload__isnull=False).values("upload__source_sha256")
    asked = Image.objects.filter(generation__retries=one.run).values("pk")
    made_after = Q(image__in=asked) | Q(image__sha256__in=sent)
    refused = Submission.objects.filter(made_after, author=one.owner_id, state__in=REFUSED)
    return refused.order_by("-decided_at").first()


@transaction.atomic
def withdraw(images: ImageQuerySet, *, by: User) -> BulkResult:
    """Removes images from the queue; refuses those that were decided meanwhile."""
    by, locked = lock_images(images, by=by)
    allowed, done = check_permissions(locked, denial_reason_withdraw, by=by)
    rows = lock_submissions(one.pk for one in allowed)
    waiting = [row for row in rows.values() if row.state == ReviewState.SUBMITTED]
    if late := len(allowed) - len(waiting):
        done.refused[_("Not in review.")] += late
    move(waiting, ReviewState.DRAFT, Step(verb=ReviewVerb.WITHDRAW, by=by))
    done.changed = [row.image_id for row in waiting]
    return done
