"""The history of a review: one row per step, never changed afterwards."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from studio.accounts.models import User
from studio.generations.states import ReviewState
from studio.review.models.submission import Submission

MAX_NOTE_LENGTH = 2_000  # characters of a note


class ReviewVerb(models.TextChoices):
    """The steps of a review."""

    SUBMIT = "submit", pgettext_lazy("review", "Submitted")
    WITHDRAW = "withdraw", pgettext_lazy("review", "Withdrawn")
    APPROVE = "approve", pgettext_lazy("review", "Approved")
    REQUEST_CHANGES = "request_changes", pgettext_lazy("review", "Changes requested")
    REJECT = "reject", pgettext_lazy("review", "Rejected")
    UNDO = "undo", pgettext_lazy("review", "Undone")
    REOPEN = "reopen", pgettext_lazy("review", "Reopened")
    RELEASE = "release", pgettext_lazy("review", "Released")
    FLAG = "flag", pgettext_lazy("review", "Flagged")
    UNFLAG = "unflag", pgettext_lazy("review", "Flag withdrawn")
    RESOLVE = "resolve", pgettext_lazy("review", "Flags resolved")


DECISIONS = (ReviewVerb.APPROVE, ReviewVerb.REQUEST_CHANGES, ReviewVerb.REJECT)
FLAGGING = (ReviewVerb.FLAG, ReviewVerb.UNFLAG, ReviewVerb.RESOLVE)
"""Verbs that do not change the state."""
NEEDS_REASON = (ReviewVerb.REQUEST_CHANGES, ReviewVerb.REJECT, ReviewVerb.FLAG)


class Reason(models.TextChoices):
    """Why an image was not approved, or was flagged; in the order of the shortcut keys 1 to 6."""

    TEXT = "text", _("Unreadable or wrong text")
    BRAND = "brand", _("Off brand")
    ARTEFACTS = "artefacts", _("Visible artefacts")
    RIGHTS = "rights", _("Rights or likeness")
    SENSITIVE = "sensitive", _("Sensitive content")
    OTHER = "other", _("Other, see note")


class ReviewEvent(models.Model):
    """One step of a review, by one person."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="events")
    verb = models.CharField(_("step"), max_length=16, choices=ReviewVerb)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(_("when"), db_default=Now())
    round = models.PositiveIntegerField(_("round"))
    before = models.CharField(_("before"), max_length=18, choices=ReviewState, blank=True)
    after = models.CharField(_("after"), max_length=18, choices=ReviewState)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    note = models.TextField(_("note to the author"), blank=True)
    internal_note = models.TextField(_("note among reviewers"), blank=True)

    class Meta:
        verbose_name = _("review step")
        verbose_name_plural = _("review steps")
        ordering = ["submission", "id"]
        indexes = [models.Index(fields=["submission", "id"], name="review_event_history")]
        constraints = [
            models.CheckConstraint(condition=Q(verb__in=ReviewVerb.values), name="review_event_verb"),
            models.CheckConstraint(
                condition=~Q(verb__in=NEEDS_REASON) | ~Q(reason=""), name="review_event_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.verb}"
