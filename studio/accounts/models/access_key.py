"""An access key: a program acts with it for a person, privately or in one team."""

import hashlib
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from studio.accounts.models.team import Role, Team
from studio.accounts.models.user import User

PREFIX = "sds_"
"""The start of every secret, so that people and secret scanners recognise one: `sds_[0-9a-f]{64}`."""
HINT_LENGTH = len(PREFIX) + 6
REQUESTS_PER_MINUTE = 60
"""The default of a new key."""


class Scope(models.TextChoices):
    """What a key may be used for."""

    GENERATE = "generate", _("Create images")
    READ = "read", _("Read images, runs and usage")


def hash_secret(secret: str) -> str:
    """The hash that is stored in place of a secret.

    A secret is 256 random bits and cannot be guessed, so it needs no salt and no slow hash, which would make every
    request as expensive as a sign-in. Since the hash is what is looked up, timing does not reveal how much of a guessed
    secret is right.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


class AccessKeyQuerySet(models.QuerySet["AccessKey"]):
    """Queries for access keys."""

    def unrevoked(self) -> "AccessKeyQuerySet":
        """Keys that are not revoked; some may have expired."""
        return self.filter(revoked_at=None)

    def visible_to(self, user: User) -> "AccessKeyQuerySet":
        """The user's own keys and those of teams they lead; every key for administrators and auditors."""
        if user.sees_every_team:
            return self
        led = user.memberships.filter(role=Role.LEAD).values("team")
        return self.filter(Q(owner=user) | Q(team__in=led))

    def for_list(self) -> "AccessKeyQuerySet":
        """With the related rows that lists show, newest first."""
        return self.select_related("owner", "team").order_by("-pk")

    def with_secret(self, secret: str) -> "AccessKeyQuerySet":
        return self.filter(secret_hash=hash_secret(secret))


class AccessKey(models.Model):
    """Acts for its owner in the team, or privately. The secret itself is not stored."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="access_keys")
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="access_keys"
    )
    name = models.CharField(_("name"), max_length=60)
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope), verbose_name=_("scopes"))
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(
        _("key"), max_length=HINT_LENGTH, editable=False, help_text=_("The first characters.")
    )
    requests_per_minute = models.PositiveIntegerField(
        _("requests per minute"), default=REQUESTS_PER_MINUTE, validators=[MinValueValidator(1)]
    )
    images_per_month = models.PositiveIntegerField(
        _("images per month"), null=True, blank=True, help_text=_("Empty: as the budgets allow.")
    )
    created = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    minute_began_at = models.DateTimeField(db_default=Now(), editable=False)
    minute_requests = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    """Requests since `minute_began_at`, counted by `accounts.keys.rate_limit`."""

    objects = AccessKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("access key")
        verbose_name_plural = _("access keys")
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values, scopes__len__gt=0), name="access_key_scopes"
            ),
            models.CheckConstraint(
                condition=Q(requests_per_minute__gt=0), name="access_key_requests_per_minute"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="access_key_revoked_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def scope_labels(self) -> list[str]:
        return [str(scope.label) for scope in Scope if scope in self.scopes]

    def is_used_since(self, moment: datetime) -> bool:
        return self.last_used_at is not None and self.last_used_at > moment
