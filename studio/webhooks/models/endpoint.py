"""Webhook endpoints: URLs that receive the events of a team, or of one access key."""

from datetime import timedelta
from typing import Self
from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from studio.accounts.models import AccessKey, Team, User
from studio.accounts.permissions import PERMISSIONS

URL_LENGTH = 500
NONCE_LENGTH = 43
OLD_SECRET_LIFETIME = timedelta(hours=24)
"""How long messages are also signed with the old secret after a rotation, so that receivers can switch."""


class EventType(models.TextChoices):
    """The events that a program can receive."""

    RUN_ENDED = "run.ended", _("Run ended")
    IMAGE_APPROVED = "image.approved", _("Image approved")


class DisabledReason(models.TextChoices):
    """Why an endpoint is disabled."""

    BY_HAND = "by_hand", _("Disabled")
    GONE = "gone", _("Disabled: the receiver returned 410 Gone")
    FAILING = "failing", _("Disabled: deliveries failed for days")


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    """Queries for endpoints."""

    def visible_to(self, person: User) -> Self:
        """Endpoints of the person's keys and of teams they lead; administrators and auditors see every team's."""
        if not person.is_active:
            return self.none()
        leads = person.memberships.filter(role__in=PERMISSIONS["manage"]).values("team")
        teams = Q(team__isnull=False) if person.sees_every_team else Q(team__in=leads)
        return self.filter(Q(key__owner=person, key__revoked_at=None) | teams)

    def active(self) -> Self:
        """Endpoints that receive events: not disabled, and with a valid key if they belong to one."""
        valid = Q(key__revoked_at=None, key__owner__is_active=True)
        lasting = Q(key__expires_at=None) | Q(key__expires_at__gt=Now())
        return self.filter(Q(key=None) | valid & lasting, disabled_reason="")


class Endpoint(models.Model):
    """Belongs to a team or to an access key. Its secret is not stored: see `signing`."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="webhooks")
    key = models.ForeignKey(
        AccessKey, on_delete=models.CASCADE, null=True, blank=True, related_name="webhooks"
    )
    url = models.CharField(_("address"), max_length=URL_LENGTH)
    events = ArrayField(models.CharField(max_length=20, choices=EventType), verbose_name=_("events"))
    nonce = models.CharField(max_length=NONCE_LENGTH, editable=False)
    old_nonce = models.CharField(max_length=NONCE_LENGTH, blank=True, editable=False)
    rotated_at = models.DateTimeField(_("secret rotated"), null=True, blank=True, editable=False)
    disabled_reason = models.CharField(
        _("disabled"), max_length=10, blank=True, choices=DisabledReason, editable=False
    )
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    """A job is sending its events until then; after a crash the next job takes over."""
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", editable=False)
    created = models.DateTimeField(_("created"), db_default=Now(), editable=False)

    objects = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(team=None, key__isnull=False) | Q(team__isnull=False, key=None),
                name="webhook_owner",
            ),
            models.CheckConstraint(
                condition=Q(events__contained_by=EventType.values, events__len__gt=0), name="webhook_events"
            ),
            models.CheckConstraint(
                condition=Q(disabled_reason__in=["", *DisabledReason.values]), name="webhook_disabled_reason"
            ),
            models.CheckConstraint(
                condition=Q(old_nonce="", rotated_at=None) | ~Q(old_nonce="") & Q(rotated_at__isnull=False),
                name="webhook_rotated_paired",
            ),
        ]

    def __str__(self) -> str:
        """Without the path, which may contain a secret of the receiver."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}"

    def get_absolute_url(self) -> str:
        return reverse("webhook", args=[self.pk])

    @property
    def place(self) -> Team | AccessKey:
        """The team or access key whose events it receives."""
        place = self.team or self.key
        assert place
        return place

    @property
    def is_enabled(self) -> bool:
        return not self.disabled_reason

    @property
    def event_labels(self) -> list[str]:
        return [str(event.label) for event in EventType if event in self.events]

    @property
    def nonces(self) -> list[str]:
        """The nonces of the secrets that messages are signed with now, newest first."""
        recent = self.rotated_at and self.rotated_at > timezone.now() - OLD_SECRET_LIFETIME
        return [self.nonce, self.old_nonce] if recent else [self.nonce]
