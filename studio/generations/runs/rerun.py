"""A person asks again: a new run, never an old slot filled."""

import uuid

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.budgets.reserving import BudgetExceeded
from studio.generations.models import Generation, Image
from studio.generations.runs.low_disk import disk_space_error
from studio.generations.runs.submit import GenerationParams, ModelNotAvailable, PromptBlocked, start_run
from studio.generations.states import SlotState
from studio.generations.status.cost_notes import duplicate_cost_warning
from studio.infra import pubsub


class Refused(Exception):
    """The action is not possible; the message says why, in the reader's language."""


class ConfirmationRequired(Refused):
    """The first request may still generate images: somebody must confirm that a second one may cost twice."""


def params_of(run: Generation, *, one: bool = False) -> GenerationParams:
    """The run's request; with `one` for a single image."""
    return GenerationParams(
        prompt=run.prompt,
        size=run.size,
        max_images=None if one else run.max_images,
        watermark=run.watermark,
        optimize_prompt=run.optimize_prompt,
        web_search=run.web_search,
        model=run.spec.name,
        references=[reference.upload or reference.url for reference in run.references_list],
    )


def denial_reason_rerun(run: Generation) -> str:
    """Why this run cannot be sent again; empty when it can."""
    return (
        ""
        if run.can_run_again
        else _("Only a run that failed, was cancelled or is unknown can be run again.")
    )


def rerun(run: Generation, *, by: User, submission: uuid.UUID, confirmed: bool = False) -> Generation:
    """A new run with the same request. Raises Refused with the reason; Unconfirmed when it must be `confirmed`."""
    reason = denial_reason_rerun(run) or disk_space_error()
    if reason:
        raise Refused(reason)
    note = duplicate_cost_warning(run)
    if note and not confirmed:
        raise ConfirmationRequired(note)
    return _start(run, params_of(run), by=by, submission=submission)


def _start(run: Generation, ask: GenerationParams, *, by: User, submission: uuid.UUID) -> Generation:
    try:
        return start_run(ask, by=by, submission=submission, team=run.team, retry_of=run)
    except (PromptBlocked, ModelNotAvailable, BudgetExceeded) as reason:
        raise Refused(str(reason)) from reason


def denial_reason_retry(slot: Image) -> str:
    """Why this slot cannot be retried by itself; empty when it can."""
    if slot.state in (SlotState.FAILED, SlotState.NOT_PRODUCED, SlotState.LOST):
        return ""
    return _("Only an image that failed, was not produced or is lost can be retried.")


def retry_slot(slot: Image, *, by: User, submission: uuid.UUID) -> Generation:
    """A new run for one image with the same request. Raises Refused with the reason."""
    reason = denial_reason_retry(slot) or disk_space_error()
    if reason:
        raise Refused(reason)
    run = slot.generation
    with transaction.atomic():
        Generation.objects.select_for_update(no_key=True).get(pk=run.pk)  # before its budgets' rows
        made = _start(run, params_of(run, one=True), by=by, submission=submission)
        run.images.filter(pk=slot.pk).update(retry=made, updated=Now())
        Generation.objects.filter(pk=run.pk).update(updated=Now())
        pubsub.publish(run=run.pk, owner=run.owner_id, team=run.team_id)
    return made
