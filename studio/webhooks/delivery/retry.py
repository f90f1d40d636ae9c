"""When an event is sent again, and for how long."""

from datetime import timedelta

BACK_OFF = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=8),
    timedelta(hours=10),
)
"""After each failed attempt: eight attempts within about a day."""

FAILING_TOO_LONG = timedelta(days=3)
"""An endpoint that has accepted nothing for so long is disabled."""


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts; None when that was the last one."""
    return BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None
