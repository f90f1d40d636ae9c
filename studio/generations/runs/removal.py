"""Removes runs from lists: deleted for everybody, or hidden by one person. The ledger keeps every row."""

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.generations.models import Generation, HiddenRun, Image
from studio.generations.runs.rerun import Refused
from studio.generations.states import BILLED, DELETABLE
from studio.infra import pubsub


def denial_reason_hide(run: Generation) -> str:
    """Why this run cannot be hidden; empty when it can."""
    return "" if run.is_finished else _("This run is still in progress. Cancel it first.")


def denial_reason_delete(run: Generation) -> str:
    """Why this run cannot be deleted; empty when it can."""
    if run.state in DELETABLE and not run.billed_count:
        return ""
    return denial_reason_hide(run) or _(
        "Only a failed or cancelled run without images can be deleted. Hide it instead."
    )


@transaction.atomic
def delete_run(run: Generation, *, by: User) -> None:
    """Removes a run from every list; `restore_run` undoes it. Raises Refused with the reason."""
    billed = Image.objects.filter(generation=run.pk, state__in=BILLED)
    if run.state not in DELETABLE or billed.exists():
        raise Refused(denial_reason_delete(run))
    shown = Generation.objects.filter(pk=run.pk, deleted_at=None)
    if shown.update(deleted_at=Now(), deleted_by=by, updated=Now()):
        pubsub.publish(run=run.pk, owner=run.owner_id, team=run.team_id)


@transaction.atomic
def restore_run(run: Generation) -> None:
    """Restores a deleted run; does nothing when it is not deleted."""
    deleted = Generation.objects.filter(pk=run.pk, deleted_at__isnull=False)
    if deleted.update(deleted_at=None, deleted_by=None, updated=Now()):
        pubsub.publish(run=run.pk, owner=run.owner_id, team=run.team_id)


def hide_run(run: Generation, *, by: User) -> None:
    """Hides a finished run from this person's lists only. Raises Refused with the reason."""
    if reason := denial_reason_hide(run):
        raise Refused(reason)
    HiddenRun.objects.get_or_create(person=by, run=run)


def unhide_run(run: Generation, *, by: User) -> None:
    """Shows a hidden run in this person's lists again."""
    HiddenRun.objects.filter(person=by, run=run).delete()
