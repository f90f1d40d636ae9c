"""How long images wait for their decision."""

from datetime import timedelta
from statistics import median

from django.utils.translation import ngettext

from studio.review.models import Submission

LATEST = 100  # decisions


def median_wait(teams: list[int]) -> str:
    """From submission to decision, of the latest decisions, in words; empty without any."""
    decided = Submission.objects.filter(team__in=teams, decided_at__isnull=False).order_by("-decided_at")
    times = decided.values_list("submitted_at", "decided_at")[:LATEST]
    waits = [end - start for start, end in times if end]
    return in_words(timedelta(seconds=median(wait.total_seconds() for wait in waits))) if waits else ""


def in_words(time: timedelta) -> str:
    """Whole minutes, hours or days; less than a minute is one."""
    minutes = max(1, round(time.total_seconds() / 60))
    if minutes < 90:
        return ngettext("%(n)d min", "%(n)d min", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return ngettext("%(n)d day", "%(n)d days", round(hours / 24)) % {"n": round(hours / 24)}
