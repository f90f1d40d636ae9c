"""Queries on Procrastinate's queue: positions in it, and jobs that no worker runs any longer."""

from django.db.models import Exists, OuterRef, Q
from procrastinate.contrib.django.models import ProcrastinateJob

from studio.infra.jobs.live_workers import live_workers

QUEUE = "runs"


def queue_position(job: int) -> int:
    """The job's position in the queue, counted from 1; also 1 when a worker has just taken it."""
    waiting = ProcrastinateJob.objects.filter(queue_name=QUEUE, status="todo")
    priority = waiting.filter(pk=job).values_list("priority", flat=True).first()
    if priority is None:
        return 1
    return waiting.filter(Q(priority__gt=priority) | Q(priority=priority, pk__lt=job)).count() + 1


def has_job() -> Exists:
    """Whether the job of a row (its field `job`) is queued, or is run by a worker that sends heartbeats."""
    its_worker = live_workers().filter(pk=OuterRef("worker_id"))
    jobs = ProcrastinateJob.objects.filter(pk=OuterRef("job"))
    return Exists(jobs.filter(Q(status="todo") | Q(status="doing") & Exists(its_worker)))
