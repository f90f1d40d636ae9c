"""What can be said of a place in the queue, which is Procrastinate's."""

from django.db.models import Q
from procrastinate.contrib.django.models import ProcrastinateJob

QUEUE = "runs"


def place_of(job: int) -> int:
    """The job's place among those that wait, counted from 1; 1 too when it has just been taken."""
    waiting = ProcrastinateJob.objects.filter(queue_name=QUEUE, status="todo")
    mine = waiting.filter(pk=job).values_list("priority", flat=True).first()
    if mine is None:
        return 1
    return waiting.filter(Q(priority__gt=mine) | Q(priority=mine, pk__lt=job)).count() + 1
