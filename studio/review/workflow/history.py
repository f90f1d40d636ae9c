"""The history of a review, for pages."""

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
    ReviewVerb.FLAG: gettext_lazy("Flagged by %(person)s"),
    ReviewVerb.UNFLAG: gettext_lazy("Flag withdrawn by %(person)s"),
    ReviewVerb.RESOLVE: gettext_lazy("Flags resolved by %(person)s"),
}
ANONYMOUS = (ReviewVerb.FLAG, ReviewVerb.UNFLAG)
"""Steps whose person only reviewers see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One step: a sentence, its time and notes."""

    text: str
    at: datetime
    reason: str
    note: str
    internal_note: str


def steps_of(row: Submission) -> list[ReviewEvent]:
    """All steps, newest first."""
    return list(row.events.select_related("by").order_by("-id"))


def history(row: Submission, viewer: User, events: list[ReviewEvent]) -> list[Entry]:
    """An entry for each step. Only those who may decide on it see internal notes and who flagged."""
    is_reviewer = not denial_reason_review(viewer, row.image)
    return [_entry(event, is_reviewer) for event in events]


def _entry(event: ReviewEvent, is_reviewer: bool) -> Entry:
    return Entry(
        text=_sentence(event, is_reviewer),
        at=event.at,
        reason=str(Reason(event.reason).label) if event.reason else "",
        note=event.note,
        internal_note=event.internal_note if is_reviewer else "",
    )


def _sentence(event: ReviewEvent, is_reviewer: bool) -> str:
    verb = ReviewVerb(event.verb)
    if verb in ANONYMOUS and not is_reviewer:
        return str(verb.label)
    again = verb == ReviewVerb.SUBMIT and event.round > 1
    sentence = _("Submitted again by %(person)s") if again else SENTENCES[verb]
    return str(sentence % {"person": event.by})


def summaries(events: list[int]) -> dict[int, str]:
    """Each step in one sentence, for notifications; none of them reveals to an author who flagged."""
    found = ReviewEvent.objects.filter(pk__in=events).select_related("by")
    return {event.pk: _sentence(event, is_reviewer=True) for event in found}
