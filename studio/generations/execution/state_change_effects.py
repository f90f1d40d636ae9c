"""Effects of every state change: open pages are updated, the owner is notified, a retried image is rendered again."""

from collections.abc import Callable

from django.db.models.functions import Now

from studio.accounts import notifications
from studio.accounts.models import NotificationKind
from studio.generations.models import Generation, Image
from studio.generations.states import BILLED
from studio.infra import pubsub
from studio.provider.limits import tokens

OutcomeListener = Callable[[Generation], object]
outcome_listeners: list[OutcomeListener] = []
"""Callbacks of higher packages for a run's outcome, called in its transaction. Called again when a missing file arrives
later, and when the outcome of an unknown run becomes known."""


def publish(run: Generation) -> None:
    pubsub.publish(run=run.pk, owner=run.owner_id, team=run.team_id)


def notify_outcome(run: Generation) -> None:
    announce_outcome(run)
    notifications.notify(
        run.owner, kind=NotificationKind.RUN, object_id=run.pk, team=run.team, text=run.prompt
    )


def announce_outcome(run: Generation) -> None:
    for listener in outcome_listeners:
        listener(run)


def announce_new_outcome(run: int) -> None:
    """Announces the outcome of a run whose state changed other than by the end of its call."""
    row = Generation.objects.select_related("team").get(pk=run)
    if row.has_outcome:
        announce_outcome(row)


def tokens_of(row: Generation) -> int:
    return tokens(row.images.filter(state__in=BILLED).values_list("pixels", flat=True))


def update_retried_image(run: Generation) -> None:
    """Updates the image that this run retries, since its tile shows the retry's state."""
    slots = Image.objects.filter(generation=run.retry_of_id, retry=run.pk)
    if run.retry_of_id and slots.update(updated=Now()):
        Generation.objects.filter(pk=run.retry_of_id).update(updated=Now())
        publish(Generation.objects.get(pk=run.retry_of_id))
