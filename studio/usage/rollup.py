"""Adds up what was used on each day that is over. Each hour: new days, and those that changed since."""

from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from studio.usage import statements

RECOUNT_DAYS = 92
"""Days whose kept images are counted again once a day: people choose days or weeks later."""


def today() -> date:
    """The day it is in the installation's time zone, by which runs are booked."""
    return timezone.localdate(timezone=timezone.get_default_timezone())


def roll_up_days() -> int:
    """Adds up every day that needs it, the oldest first; returns how many."""
    days = stale_days()
    for day in days:
        roll_up(day)
    find_mismatches(today())
    return len(days)


def stale_days() -> list[date]:
    """Days that are over and were never added up, or changed since."""
    values: dict[str, Any] = {"yesterday": today() - timedelta(days=1), "recount_days": RECOUNT_DAYS}
    with connection.cursor() as cursor:
        cursor.execute(statements.STALE_DAYS, values)
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def roll_up(day: date) -> None:
    """Writes the sums of one day anew. Who does the same at the same time waits here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO usage_rolledupday (day, at) VALUES (%s, now()) ON CONFLICT (day) DO UPDATE SET at = now()",
            [day],
        )
        cursor.execute("DELETE FROM usage_usageday WHERE day = %s", [day])
        rows = statements.DAYS.format(where="run.day = %(day)s")
        cursor.execute(f"INSERT INTO usage_usageday ({statements.COLUMNS}) {rows}", {"day": day})
    find_mismatches(day)


def find_mismatches(day: date) -> None:
    """Lists the finished runs of a day that the provider counted otherwise."""
    with connection.cursor() as cursor:
        cursor.execute(statements.MISMATCHES.format(where="run.day = %(day)s"), {"day": day})
