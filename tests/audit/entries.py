"""Reads the audit trail in tests."""

from studio.audit.actions import Action
from studio.audit.models import AuditEntry


def only_entry(action: Action) -> AuditEntry:
    """The one entry of this action."""
    return AuditEntry.objects.get(action=action)


def recorded_actions() -> list[str]:
    """Every action in order, except sign-ins, with which most tests begin."""
    entries = AuditEntry.objects.exclude(action=Action.SIGNED_IN).order_by("id")
    return list(entries.values_list("action", flat=True))
