"""The database refuses changes of the audit trail, even by the studio's own database user."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from studio.audit.actions import Action
from studio.audit.models import NEVER_DELETED_DAYS, AuditEntry
from studio.audit.record import record

pytestmark = pytest.mark.django_db
TABLE = AuditEntry._meta.db_table


def create_entry(days: int) -> AuditEntry:
    """An entry that is `days` days old."""
    return AuditEntry.objects.create(
        at=timezone.now() - timedelta(days=days),
        actor_name="Alice",
        action=Action.SUSPENDED,
        search_vector="",
    )


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET actor_name = 'Bob'",
        f"DELETE FROM {TABLE}",
        f"TRUNCATE {TABLE}",
        f"SET LOCAL session_replication_role = replica; DELETE FROM {TABLE}",
    ],
)
def test_the_database_refuses_to_change_an_entry(alice, statement):
    record(Action.SUSPENDED, actor=alice, target=alice)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert AuditEntry.objects.get().actor_name == "Alice"


def test_the_orm_cannot_change_an_entry_either():
    entry = create_entry(days=NEVER_DELETED_DAYS * 9)
    entry.actor_name = "Bob"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        entry.save()


def test_only_entries_older_than_a_year_can_be_deleted():
    old, recent = create_entry(days=NEVER_DELETED_DAYS + 1), create_entry(days=NEVER_DELETED_DAYS - 1)
    assert AuditEntry.objects.filter(pk=old.pk).delete()[0] == 1
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        recent.delete()
    assert AuditEntry.objects.get() == recent
