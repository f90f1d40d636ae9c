"""Deletes the log of deliveries when it is old."""

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from studio.webhooks.models import Delivery, Endpoint
from studio.webhooks.models.delivery import KEPT


def delete_old() -> int:
    """And what was written while its endpoint was being deleted; returns how many were deleted."""
    orphaned = ~Exists(Endpoint.objects.filter(pk=OuterRef("endpoint_id")))
    return Delivery.objects.filter(Q(created__lt=Now() - KEPT) | Q(orphaned)).delete()[0]
