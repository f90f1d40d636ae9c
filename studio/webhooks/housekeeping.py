"""Deletes old deliveries from the log."""

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from studio.webhooks.models import Delivery, Endpoint
from studio.webhooks.models.delivery import RETENTION


def delete_old() -> int:
    """Also deletes deliveries written while their endpoint was being deleted; returns how many were deleted."""
    orphaned = ~Exists(Endpoint.objects.filter(pk=OuterRef("endpoint_id")))
    return Delivery.objects.filter(Q(created__lt=Now() - RETENTION) | Q(orphaned)).delete()[0]
