"""An invitation to a team."""

import hashlib
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from studio.accounts.models.team import Role, Team
from studio.accounts.models.user import User

LIFETIME = timedelta(hours=72)


def hash_token(token: str) -> str:
    """The hash that is stored in place of a link's token, which is random enough to need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def expiry() -> datetime:
    return timezone.now() + LIFETIME


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Queries for invitations."""

    def pending(self) -> "InvitationQuerySet":
        """Neither accepted nor revoked; some may have expired."""
        return self.filter(accepted_at=None, revoked_at=None)

    def usable(self) -> "InvitationQuerySet":
        """Invitations whose link is still valid."""
        return self.pending().filter(expires_at__gt=timezone.now(), team__archived_at=None)

    def with_token(self, token: str) -> "InvitationQuerySet":
        return self.filter(token_hash=hash_token(token))


class Invitation(models.Model):
    """Invites one email address to one team with one role. The link itself is not stored, only its hash."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("email address"))
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.DESIGNER)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    expires_at = models.DateTimeField(_("expires"), default=expiry)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "email"],
                name="invitation_open_once",
                condition=Q(accepted_at=None, revoked_at=None),
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invitation_email_lower"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_paired",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="invitation_revoked_paired",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_one_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.team}"

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label)

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()
