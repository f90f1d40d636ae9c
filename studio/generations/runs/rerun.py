"""Repeats runs and images: always as a new run, never in an old slot."""

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


class OverBudget(Refused):
    """A hard budget is too small; the message names it. A budget request may help."""


class ConfirmationRequired(Refused):
    """The first request may still generate images: somebody must confirm that the images may be billed twice."""


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
    """Why this run cannot be repeated; empty when it can."""
    return (
        ""
        if run.can_run_again
        else _("Only a run that failed, was cancelled or is unknown can be run again.")
    )


def check_rerun(run: Generation, *, confirmed: bool = False) -> GenerationParams:
    """The parameters of the new run. Raises Refused with the reason; ConfirmationRequired unless `confirmed`."""
    reason = denial_reason_rerun(run) or disk_space_error()
    if reason:
        raise Refused(reason)
    note = duplicate_cost_warning(run)
    if note and not confirmed:
        raise ConfirmationRequired(note)
    return params_of(run)


def rerun(run: Generation, *, by: User, submission: uuid.UUID, confirmed: bool = False) -> Generation:
    """Starts a new run with the same request. Raises what `check_rerun` raises, and OverBudget."""
    return _start(run, check_rerun(run, confirmed=confirmed), by=by, submission=submission)


def _start(run: Generation, params: GenerationParams, *, by: User, submission: uuid.UUID) -> Generation:
    try:
        return start_run(params, by=by, submission=submission, team=run.team, retry_of=run)
    except BudgetExceeded as reason:
        raise OverBudget(str(reason)) from reason
    except (PromptBlocked, ModelNotAvailable) as reason:
        raise Refused(str(reason)) from reason


def denial_reason_retry(slot: Image) -> str:
    """Why this slot cannot be retried by itself; empty when it can."""
    if slot.state in (SlotState.FAILED, SlotState.NOT_PRODUCED, SlotState.LOST):
        return ""
    return _("Only an image that failed, was not produced or is lost can be retried.")


def check_retry(slot: Image) -> GenerationParams:
    """The parameters of the new run for one image. Raises Refused with the reason."""
    reason = denial_reason_retry(slot) or disk_space_error()
    if reason:
        raise Refused(reason)
    return params_of(slot.generation, one=True)


def retry_slot(slot: Image, *, by: User, submission: uuid.UUID) -> Generation:
    """Starts a new run for one image with the same request. Raises Refused with the reason, and OverBudget."""
    params = check_retry(slot)
    with transaction.atomic():
        run = lock_run(slot.generation_id)
        new_run = _start(run, params, by=by, submission=submission)
        mark_retried(slot, new_run)
    return new_run


def lock_run(pk: int) -> Generation:
    """Locks the repeated run until the transaction ends; call it before locking budgets, as settling does."""
    return Generation.objects.select_for_update(of=("self",), no_key=True).select_related("team").get(pk=pk)


def mark_retried(slot: Image, new_run: Generation) -> None:
    """Records which run retries the slot, and updates open pages. The slot's run must be locked."""
    run = slot.generation
    run.images.filter(pk=slot.pk).update(retry=new_run, updated=Now())
    Generation.objects.filter(pk=run.pk).update(updated=Now())
    pubsub.publish(run=run.pk, owner=run.owner_id, team=run.team_id)
