"""Flags: a team member asks its reviewers to look at an image."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import Team, User
from studio.generations.models import Image
from studio.review.models.event import Reason


class Flag(models.Model):
    """One person's flag on one image. Open until a reviewer resolves it, or the person withdraws it."""

    image = models.ForeignKey(Image, on_delete=models.PROTECT, related_name="flags", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    note = models.TextField(_("note"), blank=True)
    created = models.DateTimeField(_("created"), db_default=Now())
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        indexes = [models.Index(fields=["image", "id"], name="flag_image")]
        constraints = [
            models.UniqueConstraint(
                fields=["image", "team", "by"], name="flag_open_once", condition=Q(resolved_at__isnull=True)
            ),
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="flag_reason"),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="flag_resolved_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.image_id} · {self.by}"


def open_flags(team: Any = None) -> Exists:
    """An SQL expression: whether a submission's image has an open flag in its team."""
    flags = Flag.objects.filter(image=OuterRef("image"), resolved_at=None)
    return Exists(flags.filter(team=team or OuterRef("team")))
