"""Cancels a run while that is possible."""

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from studio.accounts import notifications
from studio.accounts.models import NotificationKind, User
from studio.generations.execution.state_change_effects import announce_new_outcome, update_retried_image
from studio.generations.ledger.settlement import settle
from studio.generations.models import Generation
from studio.generations.runs.rerun import Refused
from studio.generations.states import IN_PROGRESS, RunState, SlotState
from studio.infra import pubsub


def denial_reason_cancel(run: Generation) -> str:
    """Why this run cannot be cancelled; empty when it can."""
    if run.is_finished:
        return _("This run has already ended.")
    return _("Cancellation was already requested.") if run.cancel_requested_at else ""


@transaction.atomic
def cancel(run: Generation, *, by: User) -> Generation:
    """Cancels a queued run. A request already sent cannot be recalled: the cancellation is recorded, results are saved.

    Raises Refused with the reason when there is nothing to cancel.
    """
    asked = {"cancel_requested_at": Now(), "cancel_requested_by": by, "updated": Now()}
    waiting = Generation.objects.filter(pk=run.pk, state=RunState.QUEUED)
    if waiting.update(state=RunState.CANCELLED, finished_at=Now(), **asked):
        run.images.update(state=SlotState.NOT_PRODUCED, updated=Now())
        announce_new_outcome(run.pk)
    elif not Generation.objects.filter(
        pk=run.pk, state__in=IN_PROGRESS, cancel_requested_at__isnull=True
    ).update(**asked):
        raise Refused(denial_reason_cancel(Generation.objects.get(pk=run.pk)))
    if run.owner_id != by.pk:
        notifications.notify(
            run.owner, kind=NotificationKind.RUN, object_id=run.pk, actor=by, team=run.team, text=run.prompt
        )
    pubsub.publish(run=run.pk, owner=run.owner_id, team=run.team_id)
    update_retried_image(run)
    settle(run)
    return Generation.objects.with_slots().get(pk=run.pk)
