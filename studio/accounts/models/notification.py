"""A notification: something happened that concerns a person."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from studio.accounts.models.invitation import Invitation
from studio.accounts.models.team import Team
from studio.accounts.models.user import User

TEXT_LENGTH = 200  # characters


class NotificationKind(models.TextChoices):
    """The subject of a notification; its `object_id` is the id of a comment, an invitation, a run, a review event,
    a budget request or a webhook.

    `BUDGET`: a month's budget has reached a threshold. `DOWNLOAD`: result links of a run keep failing; `ALERT`:
    something else needs an administrator. Only administrators get these two.
    """

    MENTION = "mention", _("Mention")
    INVITATION = "invitation", _("Invitation")
    RUN = "run", _("Ended run")
    DOWNLOAD = "download", _("Failed download")
    REVIEW = "review", _("Review")
    ALERT = "alert", _("Alert")
    BUDGET = "budget", _("Budget")
    BUDGET_REQUEST = "request", _("Budget request")
    WEBHOOK = "webhook", _("Disabled webhook")


class Notification(models.Model):
    """Notifies one person about one object. It stores a short text, so that the list needs no other query."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(_("kind"), max_length=10, choices=NotificationKind)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    object_id = models.BigIntegerField(_("object"))
    text = models.CharField(_("text"), max_length=TEXT_LENGTH, blank=True)
    expires_at = models.DateTimeField(
        _("expires"), null=True, blank=True, editable=False, help_text=_("When it is too late to act.")
    )
    created = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    read_at = models.DateTimeField(_("read"), null=True, blank=True, editable=False)

    invitation: Invitation | None = None
    """Set by the list for notifications of invitations."""
    sentence = ""
    """Set by the list: the current state of its object."""

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_list"),
            models.Index(fields=["person"], name="notice_unread", condition=Q(read_at=None)),
            models.Index(fields=["kind", "object_id"], name="notice_object"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "object_id"], name="notice_once"),
            models.CheckConstraint(condition=Q(kind__in=NotificationKind.values), name="notice_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} · {self.person}"

    def get_absolute_url(self) -> str:
        """The page of its object."""
        if self.kind == NotificationKind.MENTION:
            return reverse("comment", args=[self.object_id])
        if self.kind == NotificationKind.REVIEW:
            return reverse("review_event", args=[self.object_id])
        if self.kind == NotificationKind.BUDGET:
            return self.team.get_absolute_url() if self.team else reverse("usage")
        if self.kind == NotificationKind.BUDGET_REQUEST:
            return reverse("budget_request", args=[self.object_id])
        if self.kind == NotificationKind.WEBHOOK:
            return reverse("webhook", args=[self.object_id])
        if self.kind == NotificationKind.ALERT:
            return reverse("administration")
        if (
            self.kind == NotificationKind.DOWNLOAD
        ):  # the run may be private: administrators see it only in the admin
            return reverse("admin:generations_generation_change", args=[self.object_id])
        return (
            reverse("run", args=[self.object_id])
            if self.kind == NotificationKind.RUN
            else reverse("notifications")
        )
