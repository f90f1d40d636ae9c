"""Periodic tasks, which higher packages register; every worker runs them (`generations.execution.reconciler`).

Functions of short transactions, which may be repeated and may run in several workers at once.
"""

import logging
from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import Model, QuerySet

PeriodicTask = Callable[[], object]

sweeps: list[PeriodicTask] = []
"""Every few seconds: tasks that find unfinished work."""
hourly: list[PeriodicTask] = []
"""Once an hour: tasks that delete what is no longer needed."""

LOCK_TIMEOUT = "500ms"  # for other rows that a change locks

log = logging.getLogger(__name__)


def each_row[Row: Model](
    rows: QuerySet[Row], change: Callable[[Row], object], *, limit: int = 100_000
) -> int:
    """Locks and changes each row in its own transaction; returns for how many `change` returned true.

    A row locked elsewhere is skipped until the next time, and a failure is logged: neither stops the rest.
    """
    changed = 0
    for pk in list(rows.values_list("pk", flat=True)[:limit]):
        try:
            changed += _change(rows.filter(pk=pk), change)
        except OSError as error:
            log.warning("%s %s could not be changed: %s", rows.model.__name__, pk, error)
        except Exception:
            if not connection.is_usable():
                raise
            log.exception("%s %s could not be changed", rows.model.__name__, pk)
    return changed


def _change[Row: Model](rows: QuerySet[Row], change: Callable[[Row], object]) -> bool:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
        row = rows.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
        return row is not None and bool(change(row))
