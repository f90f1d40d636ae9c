"""Keeps the sums of usage by day: adds up again what has changed, every minute.

Triggers write `ChangedRun` in the transaction of each change. Who takes the changed runs as they are now and all others
from the sums is exact at any moment, however long ago the sums were made.
"""

from datetime import date, timedelta
from math import inf
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from studio.usage import sql
from studio.usage.models import ChangedRun

EVERY = timedelta(minutes=1)
AT_ONCE = 20_000
"""Changes that one transaction takes."""
_LOCK = 0x5E75  # any constant: the advisory lock of “the sums are being written”


def today() -> date:
    """The day it is in the installation's time zone, by which runs are booked."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def roll_up_when_due() -> None:
    """Rolls up once a change has waited long enough: a run that is under way changes every second. One transaction at a
    time, since other sweeps wait.
    """
    if ChangedRun.objects.filter(at__lt=Now() - EVERY).exists():
        roll_up(most=1)


def roll_up(*, most: float = inf) -> None:
    """Adds up the runs that have changed, in so many transactions at most; does nothing while somebody else does it."""
    while most > 0 and _roll_up_next() == AT_ONCE:
        most -= 1


@transaction.atomic
def _roll_up_next() -> int:
    """The oldest changes; returns how many there were. What changes meanwhile is marked, and counted the next time."""
    [(is_mine,)] = _rows("SELECT pg_try_advisory_xact_lock(%(lock)s)", lock=_LOCK)
    changes = _rows(sql.TAKE_CHANGES, limit=AT_ONCE) if is_mine else []
    if changes:
        _write(sorted({run for (run,) in changes}))
    return len(changes)


def _write(runs: list[int]) -> None:
    """The sums of these runs, and of the days that contain or contained them, each day of one person as a whole."""
    days = {*_rows(sql.DELETE_RUNS, runs=runs), *_rows(sql.INSERT_RUNS, runs=runs)}
    values = {"days": [day for day, _owner in days], "owners": [owner for _day, owner in days]}
    _execute(sql.DELETE_DAYS, values)
    _execute(sql.INSERT_DAYS, values)
    _execute(sql.MISMATCHES, {"runs": runs})


def _rows(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _execute(statement: str, values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
