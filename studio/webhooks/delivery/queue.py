"""Queues the jobs that send an endpoint's due events."""

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from studio.webhooks.models import Delivery, Endpoint

TASK = "studio.webhooks"
QUEUE = "webhooks"
PRIORITY = -1_000_000
"""Below every run, since people wait for images."""


def enqueue(endpoint: int) -> None:
    """Queues the endpoint's job, in the caller's transaction. A superfluous job finds the endpoint leased, and ends."""
    app.configure_task(TASK, queue=QUEUE, priority=PRIORITY).defer(endpoint=endpoint)


def enqueue_due() -> int:
    """Run every few seconds: queues jobs for due retries and for events left by a crashed job; returns how many."""
    due = Delivery.objects.due().filter(endpoint=OuterRef("pk"))
    free = Endpoint.objects.active().filter(Q(leased_until=None) | Q(leased_until__lte=Now()), Exists(due))
    found = set(free.values_list("pk", flat=True))
    if found:
        found -= _queued()
    for endpoint in sorted(found):
        enqueue(endpoint)
    return len(found)


def _queued() -> set[int]:
    """The endpoints that have a job in the queue."""
    jobs = ProcrastinateJob.objects.filter(queue_name=QUEUE, task_name=TASK, status="todo")
    return {job.args["endpoint"] for job in jobs}
