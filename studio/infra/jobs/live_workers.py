"""Workers that send heartbeats."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now
from procrastinate.contrib.django.models import ProcrastinateWorker


def live_workers() -> QuerySet[ProcrastinateWorker]:
    """Workers whose last heartbeat is not older than `WORKER_STALLED` seconds, by the database's clock."""
    return ProcrastinateWorker.objects.filter(
        last_heartbeat__gt=Now() - timedelta(seconds=settings.WORKER_STALLED)
    )
