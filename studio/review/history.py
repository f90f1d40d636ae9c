"""The history of a review as its page tells it, newest first."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_review
from studio.review.models import Reason, ReviewEvent, ReviewVerb, Submission

SENTENCES = {
    ReviewVerb.SUBMIT: gettext_lazy("Submitted by %(person)s"),
    ReviewVerb.WITHDRAW: gettext_lazy("Withdrawn by %(person)s"),
    ReviewVerb.APPROVE: gettext_lazy("Approved by %(person)s"),
    ReviewVerb.REQUEST_CHANGES: gettext_lazy("Changes requested by %(person)s"),
    ReviewVerb.REJECT: gettext_lazy("Rejected by %(person)s"),
    ReviewVerb.UNDO: gettext_lazy("Decision undone by %(person)s"),
    ReviewVerb.REOPEN: gettext_lazy("Reopened by %(person)s"),
    ReviewVerb.RELEASE: gettext_lazy("Released by %(person)s"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One step: a sentence, when, and what was said about it."""

    text: str
    at: datetime
    reason: str
    note: str
    internal_note: str


def history(row: Submission, viewer: User) -> list[Entry]:
    """Every step; notes among reviewers only for whoever may decide here."""
    events = list(row.events.select_related("by").order_by("-id"))
    is_reviewer = not denial_reason_review(viewer, row.image)
    return [_entry(event, is_reviewer) for event in events]


def _entry(event: ReviewEvent, is_reviewer: bool) -> Entry:
    again = event.verb == ReviewVerb.SUBMIT and event.round > 1
    sentence = _("Submitted again by %(person)s") if again else SENTENCES[ReviewVerb(event.verb)]
    return Entry(
        text=sentence % {"person": event.by},
        at=event.at,
        reason=str(Reason(event.reason).label) if event.reason else "",
        note=event.note,
        internal_note=event.internal_note if is_reviewer else "",
    )
