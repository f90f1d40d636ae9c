"""The review of one image: its state, and who is reviewing it now."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import Team, User
from studio.generations.models import Image
from studio.generations.states import ReviewState, SlotState

CLAIM_DURATION = timedelta(seconds=90)
"""How long a reviewer's claim on an opened image lasts; the open page renews it."""

DECIDED = (ReviewState.CHANGES_REQUESTED, ReviewState.REJECTED, ReviewState.APPROVED, ReviewState.RELEASED)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Queries for submissions."""

    def visible_to(self, user: User) -> Self:
        """Submissions of images that the person may see."""
        return self.filter(image__in=Image.objects.visible_to(user).stored())

    def in_place(self) -> Self:
        """Submissions whose image is stored and still in the team."""
        return self.filter(image__state=SlotState.STORED, image__team=F("team"))

    def with_tile(self) -> Self:
        """Loads only what the list shows, since every page reads it."""
        related = self.select_related("image__generation", "author", "claimed_by")
        return related.only(
            *(field.attname for field in self.model._meta.concrete_fields),
            *("image__width", "image__height", "image__generation__prompt"),
            *(
                f"{person}__{name}"
                for person in ("author", "claimed_by")
                for name in ("name", "email", "deleted_at")
            ),
        )

    def with_card(self) -> Self:
        """Loads what a card shows of the submission itself, except its team."""
        return self.select_related("image__generation", "author")

    def waiting(self) -> Self:
        return self.filter(state=ReviewState.SUBMITTED)


class Submission(models.Model):
    """One image in review. The row is kept when the image is withdrawn, and reused.

    A flag on an image that was never submitted creates one too: a draft of round 0.
    """

    image = models.OneToOneField(Image, on_delete=models.PROTECT, related_name="submission")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(_("state"), max_length=18, choices=ReviewState, default=ReviewState.SUBMITTED)
    version = models.PositiveIntegerField(
        _("version"),
        default=1,
        help_text=_("Rises with every change: a decision names the one it was made on."),
    )
    round = models.PositiveIntegerField(_("round"), default=1, help_text=_("Rises with each submission."))
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    submitted_at = models.DateTimeField(_("submitted"), db_default=Now())
    note = models.TextField(_("note to the reviewers"), blank=True)
    replaces = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text=_("The refused submission that this image was made after."),
    )
    approvals_needed = models.PositiveSmallIntegerField(_("approvals needed"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    is_flagged = models.BooleanField(_("flagged"), db_default=False, editable=False)
    claimed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    claimed_at = models.DateTimeField(_("looked at"), null=True, blank=True)

    seen_by: User | None = None
    """Set by the queue: who else is reviewing it now."""
    waited = ""
    """Set by the queue: the formatted waiting time."""
    url = ""
    """Set by the queue: the query string that opens it."""

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        indexes = [
            # The order of the queues: flagged images first, then the longest waiting.
            models.Index(
                fields=["team", "-is_flagged", "submitted_at", "id"],
                name="submission_team_queue",
                condition=Q(state="submitted"),
            ),
            models.Index(
                fields=["-is_flagged", "submitted_at", "id"],
                name="submission_queue",
                condition=Q(state="submitted"),
            ),
            models.Index(
                fields=["team", "submitted_at", "id"],
                name="submission_team_flagged",
                condition=Q(is_flagged=True),
            ),
            models.Index(
                fields=["team", "-decided_at", "-id"],
                name="submission_team_decided",
                condition=Q(decided_at__isnull=False),
            ),
            models.Index(
                fields=["-decided_at", "-id"],
                name="submission_decided",
                condition=Q(decided_at__isnull=False),
            ),
            models.Index(
                fields=["claimed_by"], name="submission_claimed", condition=Q(claimed_by__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="submission_state"),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_at__isnull=False)
                | ~Q(state__in=DECIDED) & Q(decided_at=None),
                name="submission_decided_paired",
            ),
            models.CheckConstraint(condition=Q(approvals_needed__range=(1, 2)), name="submission_approvals"),
        ]

    def __str__(self) -> str:
        return f"#{self.image_id}"

    def get_absolute_url(self) -> str:
        return f"{reverse('review')}?item={self.image_id}"

    @property
    def was_submitted(self) -> bool:
        """False for an image that has only been flagged."""
        return self.round > 0

    @property
    def claimed_until(self) -> datetime | None:
        return self.claimed_at + CLAIM_DURATION if self.claimed_at else None

    def is_claimed_by_other(self, person: User) -> bool:
        """Whether somebody else is reviewing it now."""
        until = self.claimed_until
        return bool(until and until > timezone.now() and self.claimed_by_id not in (None, person.pk))


class Approval(models.Model):
    """One person's approval in the current round; two needed approvals come from two people."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="approvals")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints = [models.UniqueConstraint(fields=["submission", "by"], name="approval_once")]

    def __str__(self) -> str:
        return f"{self.submission} · {self.by}"
