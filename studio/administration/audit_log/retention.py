"""Deletes audit entries older than the setting; a database trigger protects the last 365 days anyway."""

from datetime import timedelta

from django.utils import timezone

from studio.audit.models import AuditEntry
from studio.policies.installation import installation_settings

BATCH = 10_000  # entries per statement


def delete_expired() -> int:
    """Returns how many entries were deleted."""
    expired = AuditEntry.objects.filter(
        at__lt=timezone.now() - timedelta(days=installation_settings().audit_days)
    ).order_by("at", "id")
    deleted = 0
    while count := AuditEntry.objects.filter(pk__in=expired.values("pk")[:BATCH]).delete()[0]:
        deleted += count
    return deleted
