"""What follows every state change: open pages are woken, the owner is notified, a retried image is shown anew."""

from django.db.models.functions import Now

from studio.accounts import notifications
from studio.accounts.models import NotificationKind
from studio.generations.models import Generation, Image
from studio.generations.states import BILLED
from studio.infra import pubsub
from studio.provider.limits import tokens


def publish(run: Generation) -> None:
    pubsub.publish(run=run.pk, owner=run.owner_id, team=run.team_id)


def notify_outcome(run: Generation) -> None:
    notifications.notify(run.owner, kind=NotificationKind.RUN, thing=run.pk, team=run.team, words=run.prompt)


def tokens_of(row: Generation) -> int:
    return tokens(row.images.filter(state__in=BILLED).values_list("pixels", flat=True))


def retry_changed(run: Generation) -> None:
    """The image that this run retries looks different now."""
    slots = Image.objects.filter(generation=run.retry_of_id, retry=run.pk)
    if run.retry_of_id and slots.update(updated=Now()):
        Generation.objects.filter(pk=run.retry_of_id).update(updated=Now())
        publish(Generation.objects.get(pk=run.retry_of_id))
