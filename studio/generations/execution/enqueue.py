"""Queues a run's job; a run and its job are one transaction."""

from django.db.models import Q
from procrastinate.contrib.django import app

from studio.generations.models import Generation
from studio.generations.queue import QUEUE
from studio.generations.states import UNFINISHED
from studio.infra import pubsub

TASK = "studio.generate"


def enqueue(run: Generation) -> None:
    """Queues the run's job in the caller's transaction; people with fewer unfinished runs have priority."""
    task = app.configure_task(
        TASK, queue=QUEUE, priority=-_count_other_unfinished(run), schedule_at=run.not_before
    )
    job = task.defer(run=run.pk)
    Generation.objects.filter(pk=run.pk).update(job=job)
    run.job = job
    pubsub.publish(run=run.pk, owner=run.owner_id, team=run.team_id)


def _count_other_unfinished(run: Generation) -> int:
    """The number of other unfinished runs of the same person or team."""
    same_owner_or_team = Q(owner=run.owner_id)
    if run.team_id:
        same_owner_or_team |= Q(team=run.team_id)
    return Generation.objects.filter(same_owner_or_team, state__in=UNFINISHED).exclude(pk=run.pk).count()
