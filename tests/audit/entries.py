"""What the tests of the audit trail look at."""

from studio.audit.actions import Action
from studio.audit.models import AuditEntry


def only(action: Action) -> AuditEntry:
    """The one entry of this action."""
    return AuditEntry.objects.get(action=action)


def recorded() -> list[str]:
    """Every action in order, without signing in, with which most tests begin."""
    entries = AuditEntry.objects.exclude(action=Action.SIGNED_IN).order_by("id")
    return list(entries.values_list("action", flat=True))
