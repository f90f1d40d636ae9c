"""The content of a submission's card, without the image."""

from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone
from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_review
from studio.gallery.run_settings import run_settings
from studio.generations.models import Image
from studio.generations.states import ReviewState
from studio.policies.rules.evaluation import RuleMatch
from studio.review.badges import badge
from studio.review.flags.summary import flags_of
from studio.review.models import Reason, ReviewEvent, Submission
from studio.review.queue.comparison import comparison
from studio.review.queue.waiting_time import format_duration
from studio.review.workflow.decisions import status_sentence
from studio.review.workflow.history import history, steps_of

REOPENED = (ReviewState.APPROVED, ReviewState.REJECTED, ReviewState.CHANGES_REQUESTED)


def denial_reason_decide(
    person: User, row: Submission, approved_by: list[int], last: ReviewEvent | None
) -> str:
    """Why this person cannot decide on it now, or "" when they can."""
    if reason := denial_reason_review(person, row.image):
        return reason
    if row.submitted_by_id == person.pk:
        return _("You can’t decide on your own work.")
    if row.state != ReviewState.SUBMITTED:
        return status_sentence(row, last)
    if person.pk in approved_by:
        return _("You have approved this. A second person decides.")
    return ""


def chips(image: Image) -> list[tuple[str, str]]:
    """The most important parameters: an icon and a short text each."""
    run = image.generation
    found = [("crop", run.size_label), ("", _("%(count)s tokens") % {"count": intcomma(run.tokens)})]
    if run.watermark:
        found.insert(1, ("drop", _("Watermark")))
    if run.is_group:
        found.insert(1, ("stack", _("Image %(n)d of %(all)d") % {"n": image.number, "all": run.planned}))
    return found


def card(row: Submission, viewer: User) -> dict[str, Any]:
    """The context for the card's template."""
    run = row.image.generation
    needs_two = row.approvals_needed > 1
    approved_by = list(row.approvals.values_list("by", flat=True)) if needs_two else []
    events = steps_of(row)
    reason = denial_reason_decide(viewer, row, approved_by, events[0] if events else None)
    return {
        "submission": row,
        "image": row.image,
        "run": run,
        "run_settings": run_settings(run),
        "chips": chips(row.image),
        "rules": [RuleMatch(**match) for match in run.matched_rules],
        "badge": badge(row.state),
        "history": history(row, viewer, events),
        "comparison": comparison(row),
        "reasons": [(number, value, label) for number, (value, label) in enumerate(Reason.choices, 1)],
        "decide_refused": reason,
        "can_reopen": bool(reason) and row.state in REOPENED and not denial_reason_review(viewer, row.image),
        "claimed_by": row.claimed_by if row.is_claimed_by_other(viewer) else None,
        "approvals": len(approved_by),
        "submitted": _since(row),
        **(flags_of(row.image, viewer) if row.is_flagged else {}),
    }


def _since(row: Submission) -> str:
    """How long it has been waiting."""
    time = {"time": format_duration(timezone.now() - row.submitted_at)}
    return _("submitted %(time)s ago") % time if row.was_submitted else _("flagged %(time)s ago") % time
