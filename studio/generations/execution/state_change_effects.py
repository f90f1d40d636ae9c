"""What follows every state change: open pages are woken, the owner is notified, a retried image is shown anew."""

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
"""What higher packages do when a run has its outcome, in the transaction that gives it. Called again when a file that
was missing has arrived after all, and when the outcome of an unknown run becomes known."""


def publish(run: Generation) -> None:
    pubsub.publish(run=run.pk, owner=run.owner_id, team=run.team_id)


def notify_outcome(run: Generation) -> None:
    announce_outcome(run)
    notifications.notify(run.owner, kind=NotificationKind.RUN, thing=run.pk, team=run.team, words=run.prompt)


def announce_outcome(run: Generation) -> None:
    for listener in outcome_listeners:
        listener(run)


def announce_new_outcome(run: int) -> None:
    """For what changes the state of a run by another way than its call's end."""
    row = Generation.objects.select_related("team").get(pk=run)
    if row.has_outcome:
        announce_outcome(row)


def tokens_of(row: Generation) -> int:
    return tokens(row.images.filter(state__in=BILLED).values_list("pixels", flat=True))


def retry_changed(run: Generation) -> None:
    """The image that this run retries looks different now."""
    slots = Image.objects.filter(generation=run.retry_of_id, retry=run.pk)
    if run.retry_of_id and slots.update(updated=Now()):
        Generation.objects.filter(pk=run.retry_of_id).update(updated=Now())
        publish(Generation.objects.get(pk=run.retry_of_id))
