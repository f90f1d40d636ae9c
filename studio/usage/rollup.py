"""Maintains the daily sums of usage: every minute, adds up again the runs that have changed.

Triggers write `ChangedRun` in the transaction of each change. A reader that takes changed runs as they are now and all
others from the sums is always exact, however old the sums are.
"""

from datetime import date, timedelta
from math import inf
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from studio.usage import sql
from studio.usage.models import ChangedRun

MIN_AGE = timedelta(minutes=1)
AT_ONCE = 20_000
"""Changes per transaction."""
_LOCK = 0x5E75  # any constant: the advisory lock of “the sums are being written”


def today() -> date:
    """Today in the installation's time zone, which determines the day of a run."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def roll_up_when_due() -> None:
    """Rolls up once a change is old enough, since an active run changes every second. One transaction per call, because
    other sweeps wait.
    """
    if ChangedRun.objects.filter(at__lt=Now() - MIN_AGE).exists():
        roll_up(max_batches=1)


def roll_up(*, max_batches: float = inf) -> None:
    """Adds up the changed runs, in at most `max_batches` transactions; does nothing while another process does it."""
    while max_batches > 0 and _roll_up_next() == AT_ONCE:
        max_batches -= 1


@transaction.atomic
def _roll_up_next() -> int:
    """Rolls up the oldest changes; returns how many. Changes made meanwhile are marked for the next time."""
    [(has_lock,)] = _rows("SELECT pg_try_advisory_xact_lock(%(lock)s)", lock=_LOCK)
    changes = _rows(sql.TAKE_CHANGES, limit=AT_ONCE) if has_lock else []
    if changes:
        _write(sorted({run for (run,) in changes}))
    return len(changes)


def _write(runs: list[int]) -> None:
    """Rewrites the sums of these runs, and of all days that contain or contained them, per person and day."""
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
