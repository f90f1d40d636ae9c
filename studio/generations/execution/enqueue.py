"""Queues a run's job; a run and its job are one transaction."""

from django.db.models import Q
from procrastinate.contrib.django import app

from studio.generations.models import Generation
from studio.generations.queue import QUEUE
from studio.generations.states import UNFINISHED
from studio.infra import pubsub

TASK = "studio.generate"


def enqueue(run: Generation) -> None:
    """Queues the run's job in the caller's transaction, after those who have less unfinished."""
    task = app.configure_task(
        TASK, queue=QUEUE, priority=-_unfinished_beside(run), schedule_at=run.not_before
    )
    job = task.defer(run=run.pk)
    Generation.objects.filter(pk=run.pk).update(job=job)
    run.job = job
    pubsub.publish(run=run.pk, owner=run.owner_id, team=run.team_id)


def _unfinished_beside(run: Generation) -> int:
    """How many other runs of the same person or team still wait or run: who has fewer goes first."""
    whose = Q(owner=run.owner_id)
    if run.team_id:
        whose |= Q(team=run.team_id)
    return Generation.objects.filter(whose, state__in=UNFINISHED).exclude(pk=run.pk).count()
