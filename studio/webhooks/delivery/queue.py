"""The job that sends what is due to one endpoint."""

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from studio.webhooks.models import Delivery, Endpoint

TASK = "studio.webhooks"
QUEUE = "webhooks"
PRIORITY = -1_000_000
"""After every run: who waits for an image goes first."""


def enqueue(endpoint: int) -> None:
    """Queues the endpoint's job, in the caller's transaction. One too many finds the endpoint leased, and ends."""
    app.configure_task(TASK, queue=QUEUE, priority=PRIORITY).defer(endpoint=endpoint)


def enqueue_due() -> int:
    """Every few seconds: retries whose time has come, and what a job that died has left; returns how many jobs."""
    due = Delivery.objects.due().filter(endpoint=OuterRef("pk"))
    free = Endpoint.objects.active().filter(Q(leased_until=None) | Q(leased_until__lte=Now()), Exists(due))
    found = set(free.values_list("pk", flat=True))
    if found:
        found -= _queued()
    for endpoint in sorted(found):
        enqueue(endpoint)
    return len(found)


def _queued() -> set[int]:
    """The endpoints whose job waits for its turn."""
    jobs = ProcrastinateJob.objects.filter(queue_name=QUEUE, task_name=TASK, status="todo")
    return {job.args["endpoint"] for job in jobs}
