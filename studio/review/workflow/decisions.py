"""Decides on submissions, undoes decisions, and reopens reviews."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from studio.accounts import notifications
from studio.accounts.models import NotificationKind, User
from studio.accounts.permissions import denial_reason_review
from studio.gallery.locking import BulkResult, check_permissions, lock_images
from studio.generations.models.image import ImageQuerySet
from studio.generations.states import ReviewState
from studio.infra.short_time import short_time
from studio.review.models import Approval, ReviewEvent, ReviewVerb, Submission
from studio.review.models.event import DECISIONS
from studio.review.workflow.transitions import (
    Step,
    add_events,
    copy_state_to_images,
    lock_submissions,
    move,
    notify_authors,
)

UNDO_PERIOD = timedelta(seconds=12)
"""Ten seconds on the page, plus time for the request."""

RESULTING_STATE = {
    ReviewVerb.APPROVE: ReviewState.APPROVED,
    ReviewVerb.REQUEST_CHANGES: ReviewState.CHANGES_REQUESTED,
    ReviewVerb.REJECT: ReviewState.REJECTED,
}


class Stale(Exception):
    """The review has changed since the page was rendered; the message says how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision on images, with a reason if the verb needs one."""

    verb: ReviewVerb
    reason: str = ""
    note: str = ""
    internal_note: str = ""


@transaction.atomic
def decide(images: ImageQuerySet, decision: Decision, *, by: User, version: int | None = None) -> BulkResult:
    """Decides on those of the images that are in review and not the person's own work.

    With the `version` that the page of a single image showed, raises Stale when the review has changed since.
    """
    by, locked = lock_images(images, by=by)
    allowed, done = check_permissions(locked, denial_reason_review, by=by)
    rows = list(lock_submissions(one.pk for one in allowed).values())
    if version is not None and any(row.version != version for row in rows):
        raise Stale(status_sentence(rows[0]))
    done.refused[_("Not in review.")] += len(allowed) - len(rows)
    open_rows = _decidable(rows, by, done)
    step = Step(
        verb=decision.verb,
        by=by,
        reason=decision.reason,
        note=decision.note,
        internal_note=decision.internal_note,
    )
    ready, first = _approve(open_rows, by) if decision.verb == ReviewVerb.APPROVE else (open_rows, [])
    notify_authors(move(ready, RESULTING_STATE[decision.verb], step), step)
    _record_first_approvals(first, step)
    done.changed = [row.image_id for row in open_rows]
    done.refused = +done.refused
    return done


def status_sentence(row: Submission, last: ReviewEvent | None = None) -> str:
    """A review's state in one sentence, with who changed it and when. `last` is its last step, if known."""
    last = last or row.events.select_related("by").order_by("-id").first()
    label = ReviewState(row.state).label
    if last is None:
        return str(label)
    return _("%(state)s: changed by %(person)s, %(time)s.") % {
        "state": label,
        "person": last.by,
        "time": short_time(last.at),
    }


def _decidable(rows: Sequence[Submission], by: User, done: BulkResult) -> list[Submission]:
    """The submissions that this person may decide on now; counts the reasons for the others in `done`."""
    approved = set(Approval.objects.filter(by=by, submission__in=rows).values_list("submission", flat=True))
    found = []
    for row in rows:
        if row.state != ReviewState.SUBMITTED:
            done.refused[status_sentence(row)] += 1
        elif row.submitted_by_id == by.pk:
            done.refused[_("You can’t decide on your own work.")] += 1
        elif row.pk in approved:
            done.refused[_("You have approved this. A second person decides.")] += 1
        else:
            found.append(row)
    return found


def _approve(rows: Sequence[Submission], by: User) -> tuple[list[Submission], list[Submission]]:
    """Adds this person's approvals; returns submissions with enough approvals, and those that need another."""
    Approval.objects.bulk_create(Approval(submission=row, by=by) for row in rows)
    counts = {row.pk: row.approvals.count() for row in rows if row.approvals_needed > 1}
    ready = [row for row in rows if counts.get(row.pk, 1) >= row.approvals_needed]
    return ready, [row for row in rows if row not in ready]


def _record_first_approvals(rows: Sequence[Submission], step: Step) -> None:
    """The first of two approvals changes no state, but the version, since open pages are out of date."""
    add_events(rows, ReviewState.SUBMITTED, step)
    locked = Submission.objects.filter(pk__in=[row.pk for row in rows])
    locked.update(version=F("version") + 1, claimed_by=None, claimed_at=None)
    copy_state_to_images(rows, ReviewState.SUBMITTED)


@transaction.atomic
def undo(images: ImageQuerySet, *, by: User) -> BulkResult:
    """Undoes the person's own decisions of the last ten seconds, as long as nobody has decided since."""
    by, locked = lock_images(images, by=by)
    rows = lock_submissions(one.pk for one in locked)
    done = BulkResult(seen=len(locked))
    fresh = {event.submission_id: event for event in _last_events(rows.values()) if _may_undo(event, by)}
    mine = [row for row in rows.values() if row.pk in fresh and row.state == fresh[row.pk].after]
    if late := len(locked) - len(mine):
        done.refused[_("Too late to undo. Reopen the review instead.")] += late
    _undo_decisions(mine, by)
    for row in mine:
        notifications.delete_notifications(NotificationKind.REVIEW, fresh[row.pk].pk)
    done.changed = [row.image_id for row in mine]
    return done


def _last_events(rows: Iterable[Submission]) -> list[ReviewEvent]:
    events = ReviewEvent.objects.filter(submission__in=list(rows)).order_by("submission", "-id")
    return list(events.distinct("submission"))


def _may_undo(event: ReviewEvent, by: User) -> bool:
    return event.by_id == by.pk and event.verb in DECISIONS and event.at > timezone.now() - UNDO_PERIOD


def _undo_decisions(rows: Sequence[Submission], by: User) -> None:
    """Puts them back into the queue at their old position. A first approval of two had changed no state."""
    step = Step(verb=ReviewVerb.UNDO, by=by)
    Approval.objects.filter(submission__in=rows, by=by).delete()
    move([row for row in rows if row.state != ReviewState.SUBMITTED], ReviewState.SUBMITTED, step)
    _record_first_approvals([row for row in rows if row.state == ReviewState.SUBMITTED], step)


@transaction.atomic
def reopen(images: ImageQuerySet, *, by: User) -> BulkResult:
    """Puts decided but unreleased images back into the queue for another decision."""
    by, locked = lock_images(images, by=by)
    allowed, done = check_permissions(locked, denial_reason_review, by=by)
    rows = list(lock_submissions(one.pk for one in allowed).values())
    decided = [row for row in rows if row.state in RESULTING_STATE.values()]
    for row in rows:
        if row not in decided:
            done.refused[status_sentence(row)] += 1
    Approval.objects.filter(submission__in=decided).delete()
    move(decided, ReviewState.SUBMITTED, Step(verb=ReviewVerb.REOPEN, by=by))
    Submission.objects.filter(pk__in=[row.pk for row in decided]).update(submitted_at=Now())
    done.changed = [row.image_id for row in decided]
    return done
