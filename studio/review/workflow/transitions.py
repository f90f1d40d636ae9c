"""The only place that changes a review's state: rows, history, the image's own column, and notifications."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, prefetch_related_objects
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from studio.accounts import notifications
from studio.accounts.models import NotificationKind, User
from studio.audit.actions import Action
from studio.audit.record import record
from studio.generations.models import Image
from studio.generations.states import REVIEW_TRANSITIONS, ReviewState
from studio.infra import pubsub
from studio.review.models import Reason, ReviewEvent, ReviewVerb, Submission
from studio.review.models.submission import DECIDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An action on reviews, with its notes."""

    verb: ReviewVerb
    by: User
    reason: str = ""
    note: str = ""
    internal_note: str = ""


MoveListener = Callable[[Sequence[ReviewEvent]], object]
move_listeners: list[MoveListener] = []
"""Called when reviews have changed their state, in the same transaction; higher packages add listeners."""


def lock_submissions(images: Iterable[int]) -> dict[int, Submission]:
    """Locks the submissions of images, which are already locked; returns them by image id, with their images."""
    rows = Submission.objects.filter(image__in=list(images)).select_related("team", "author", "image")
    return {row.image_id: row for row in rows.select_for_update(of=("self",), no_key=True).order_by("pk")}


def move(rows: Sequence[Submission], to: ReviewState, step: Step) -> list[ReviewEvent]:
    """Moves locked submissions to a state and writes their history; returns the events.

    Raises ValueError for a transition that is not allowed: the caller must check the locked rows.
    """
    if wrong := {row.state for row in rows if to not in REVIEW_TRANSITIONS[ReviewState(row.state)]}:
        raise ValueError(f"{sorted(wrong)} do not lead to {to}")
    events = add_events(rows, to, step)
    locked = Submission.objects.filter(pk__in=[row.pk for row in rows])
    decided = F("decided_at") if to == ReviewState.RELEASED else Now() if to in DECIDED else None
    locked.update(state=to, version=F("version") + 1, decided_at=decided, claimed_by=None, claimed_at=None)
    copy_state_to_images(rows, to)
    for listener in move_listeners:
        listener(events)
    return events


def add_events(rows: Sequence[Submission], after: ReviewState, step: Step) -> list[ReviewEvent]:
    """Adds the step to each submission's history, and to the audit trail."""
    _record(rows, after, step)
    return ReviewEvent.objects.bulk_create(
        ReviewEvent(
            submission=row,
            verb=step.verb,
            by=step.by,
            round=row.round,
            before=row.state,
            after=after,
            reason=step.reason,
            note=step.note,
            internal_note=step.internal_note,
        )
        for row in rows
    )


AUDIT_ACTIONS = {
    ReviewVerb.SUBMIT: Action.REVIEW_SUBMITTED,
    ReviewVerb.WITHDRAW: Action.REVIEW_WITHDRAWN,
    ReviewVerb.APPROVE: Action.REVIEW_APPROVED,
    ReviewVerb.REQUEST_CHANGES: Action.REVIEW_CHANGES_REQUESTED,
    ReviewVerb.REJECT: Action.REVIEW_REJECTED,
    ReviewVerb.UNDO: Action.REVIEW_UNDONE,
    ReviewVerb.REOPEN: Action.REVIEW_REOPENED,
    ReviewVerb.FLAG: Action.FLAGGED,
    ReviewVerb.UNFLAG: Action.FLAG_WITHDRAWN,
    ReviewVerb.RESOLVE: Action.FLAGS_RESOLVED,
}


def _record(rows: Sequence[Submission], after: ReviewState, step: Step) -> None:
    """Writes audit entries. A release has its own, with the file's hash."""
    if step.verb not in AUDIT_ACTIONS:
        return
    prefetch_related_objects(rows, "image")  # new submissions do not have it
    texts = {"reason": step.reason, "note": step.note, "internal_note": step.internal_note}
    for row in rows:
        record(
            AUDIT_ACTIONS[step.verb],
            actor=step.by,
            target=row.image,
            team=row.team,
            before={"state": row.state} if row.state else None,
            after={"state": after.value, **{name: text for name, text in texts.items() if text}},
        )


def copy_state_to_images(rows: Sequence[Submission], state: ReviewState) -> None:
    """Writes the state to the images too, where the gallery reads it, and updates the pages that show them."""
    images = [row.image for row in rows]
    Image.objects.filter(pk__in=[one.pk for one in images]).update(review=state, updated=Now())
    for owner, team, run in {(one.owner_id, one.team_id, one.generation_id) for one in images}:
        pubsub.publish(run=run, owner=owner, team=team)


def notify_authors(events: Sequence[ReviewEvent], step: Step) -> None:
    """Notifies each author once, even if one click decided on many of their images."""
    by_author: dict[int, list[ReviewEvent]] = defaultdict(list)
    for event in events:
        by_author[event.submission.author_id].append(event)
    for decided in by_author.values():
        row = decided[0].submission
        text = step.note or (str(Reason(step.reason).label) if step.reason else "")
        if len(decided) > 1:
            text = f"{_('%(count)d images') % {'count': len(decided)}} {text}"
        notifications.notify(
            row.author,
            kind=NotificationKind.REVIEW,
            object_id=decided[0].pk,
            actor=step.by,
            team=row.team,
            text=text,
        )
