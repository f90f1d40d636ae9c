"""The retry schedule of events."""

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
"""The delay after each failed attempt: eight attempts within about a day."""

FAILING_TOO_LONG = timedelta(days=3)
"""An endpoint that has accepted nothing for this long is disabled."""


def retry_delay(attempts: int) -> timedelta | None:
    """The delay after so many failed attempts; None after the last one."""
    return BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None
