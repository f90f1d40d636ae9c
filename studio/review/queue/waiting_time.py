"""Formats waiting times."""

from datetime import timedelta

from django.utils.translation import ngettext


def format_duration(time: timedelta) -> str:
    """Formats as whole minutes, hours or days, at least one minute."""
    minutes = max(1, round(time.total_seconds() / 60))
    if minutes < 90:
        return ngettext("%(n)d min", "%(n)d min", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return ngettext("%(n)d day", "%(n)d days", round(hours / 24)) % {"n": round(hours / 24)}
