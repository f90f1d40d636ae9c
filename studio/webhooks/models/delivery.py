"""One event for one endpoint: written in the transaction of the change that it reports, retried until delivered."""

import json
import uuid
from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from studio.webhooks.models.endpoint import Endpoint, EventType

TEST = "webhook.test"
RESPONSE_LENGTH = 500
RETENTION = timedelta(days=30)


class DeliveryState(models.TextChoices):
    """The state of a delivery."""

    PENDING = "pending", _("Pending")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Failed")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Queries for deliveries."""

    def pending(self) -> Self:
        return self.filter(state=DeliveryState.PENDING)

    def due(self) -> Self:
        """Pending deliveries whose next attempt is due."""
        return self.pending().filter(next_attempt_at__lte=Now())


class Delivery(models.Model):
    """The event's id is the same in all attempts, so that a receiver can recognise repeats."""

    event_id = models.UUIDField(_("event"), unique=True, default=uuid.uuid4, editable=False)
    endpoint = models.ForeignKey(
        # Without a constraint: a run that ends must not fail because somebody deletes an endpoint at that moment.
        Endpoint,
        on_delete=models.CASCADE,
        related_name="deliveries",
        db_index=False,
        db_constraint=False,
    )
    type = models.CharField(_("type"), max_length=20)
    object_id = models.BigIntegerField(_("run or image"))
    occurrence = models.CharField(max_length=36, editable=False)
    """Distinguishes events of the same object: the final state of a run, or the id of a review event."""
    payload = models.TextField(_("payload"))
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    attempted_at = models.DateTimeField(_("last attempt"), null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("status"), null=True, blank=True)
    milliseconds = models.PositiveIntegerField(_("duration"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=20, blank=True)
    response = models.CharField(_("response"), max_length=RESPONSE_LENGTH, blank=True)
    created = models.DateTimeField(_("created"), db_default=Now(), editable=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [
            models.Index(fields=["endpoint", "-id"], name="webhook_delivery_list"),
            models.Index(
                fields=["endpoint", "next_attempt_at"],
                name="webhook_delivery_pending",
                condition=Q(state="pending"),
            ),
            models.Index(fields=["created"], name="webhook_delivery_created"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint", "type", "object_id", "occurrence"], name="webhook_delivery_once"
            ),
            models.CheckConstraint(
                condition=Q(type__in=[*EventType.values, TEST]), name="webhook_delivery_type"
            ),
            models.CheckConstraint(
                condition=Q(state="pending", next_attempt_at__isnull=False)
                | Q(state__in=["delivered", "failed"], next_attempt_at=None),
                name="webhook_delivery_state",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"

    @property
    def object_url(self) -> str:
        """The page of the run or the image; a test event has none."""
        pages = {EventType.RUN_ENDED: "run", EventType.IMAGE_APPROVED: "image"}
        return reverse(pages[EventType(self.type)], args=[self.object_id]) if self.type in pages else ""

    @property
    def pretty_payload(self) -> str:
        return json.dumps(json.loads(self.payload), indent=2, ensure_ascii=False)
