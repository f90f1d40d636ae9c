"""Open calls whose worker sends no heartbeat: marked as stalled, and as unknown once their deadline has passed.

The worker may only be suspended: when it resumes, its results are recorded as usual.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from studio.generations.execution import transitions
from studio.generations.models import Generation
from studio.generations.queue import has_job
from studio.generations.states import IN_PROGRESS
from studio.infra.jobs.periodic import each_row


def mark_stalled() -> int:
    """Marks calls whose worker stopped responding; returns how many. Runs that were updated recently are skipped."""
    settled = Now() - timedelta(seconds=settings.WORKER_HEARTBEAT)
    unresponsive = _runs_in_progress().filter(~has_job(), stalled_at=None, updated__lt=settled)
    return each_row(unresponsive, lambda run: transitions.stalled(run.pk))


def mark_responding() -> int:
    """Marks calls whose worker responds again; returns how many."""
    back = _runs_in_progress().filter(has_job(), stalled_at__isnull=False)
    return each_row(back, lambda run: transitions.responding(run.pk))


def end_overdue() -> int:
    """Ends calls of an unresponsive worker whose deadline has passed; returns how many."""
    return each_row(
        _runs_in_progress().filter(~has_job(), stalled_at__isnull=False).order_by("sent_at"), _end_if_overdue
    )


def _end_if_overdue(run: Generation) -> bool:
    if run.deadline is None or run.deadline > timezone.now():
        return False
    message = "The worker stopped while the call was open."
    return transitions.unknown(run.pk, code="worker_lost", message=message) is not None


def _runs_in_progress() -> QuerySet[Generation]:
    return Generation.objects.filter(state__in=IN_PROGRESS)
