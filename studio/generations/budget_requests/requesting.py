"""Requests budget for a complete run, and withdraws such requests."""

import uuid

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from studio.accounts import notifications
from studio.accounts.models import NotificationKind, Team, User
from studio.audit.actions import Action
from studio.audit.record import record
from studio.generations.budget_requests import emails
from studio.generations.budget_requests.access import deciders
from studio.generations.budget_requests.needs import needs_of, price_now, subjects_of
from studio.generations.models import BudgetRequest, Generation, Image, Upload
from studio.generations.models.budget_request import MAX_TEXT_LENGTH, RequestState
from studio.generations.runs.rerun import Refused
from studio.generations.runs.submit import GenerationParams, check_submission

MOST_OPEN = 20
"""Open requests per person, since somebody has to read each of them."""


class BudgetSuffices(Refused):
    """No request is needed; the message says what to do instead."""


def request_budget(
    params: GenerationParams,
    *,
    by: User,
    submission: uuid.UUID,
    team: Team | None,
    purpose: str = "",
    retry_of: Generation | None = None,
    slot: Image | None = None,
) -> BudgetRequest:
    """Stores the run until the request is decided; the same click returns the request it already made. `retry_of` is
    the run that it repeats, and `slot` the one image of it that it retries.

    Raises BudgetSuffices, and what `start_run` raises when the run could not start for another reason.
    """
    if made := _existing(by, submission):
        return made
    check_submission(params, by=by, submission=submission, team=team)
    cost = price_now(params.model) * (params.max_images or 1)
    needs = needs_of(subjects_of(by, team), cost)
    if not needs:
        raise BudgetSuffices(_budget_suffices_message(retry_of, slot))
    if BudgetRequest.objects.open().filter(owner=by).count() >= MOST_OPEN:
        raise Refused(
            _("You can have up to %(most)d open budget requests. Withdraw one first.") % {"most": MOST_OPEN}
        )
    is_personal = any(not need.status.is_team for need in needs)
    try:
        with transaction.atomic():
            request = _store(
                params, by=by, submission=submission, team=team, cost=cost, is_personal=is_personal
            )
            repeated = {"retry_of": retry_of, "slot": slot}
            BudgetRequest.objects.filter(pk=request.pk).update(
                purpose=purpose.strip()[:MAX_TEXT_LENGTH], **repeated
            )
            request.refresh_from_db()
            _notify(request)
    except IntegrityError:
        made = _existing(by, submission)
        if made is None:
            raise
        return made
    return request


def _budget_suffices_message(retry_of: Generation | None, slot: Image | None) -> str:
    if slot:
        return _("The budget is enough for this run now. Select Retry.")
    if retry_of:
        return _("The budget is enough for this run now. Select Run again.")
    return _("The budget is enough for this run now. Select Generate.")


def _existing(by: User, submission: uuid.UUID) -> BudgetRequest | None:
    return BudgetRequest.objects.filter(owner=by, submission=submission).first()


def _store(
    params: GenerationParams,
    *,
    by: User,
    submission: uuid.UUID,
    team: Team | None,
    cost: int,
    is_personal: bool,
) -> BudgetRequest:
    request = BudgetRequest.objects.create(
        owner=by,
        team=team,
        submission=submission,
        prompt=params.prompt,
        size=params.size,
        max_images=params.max_images,
        watermark=params.watermark,
        optimize_prompt=params.optimize_prompt,
        web_search=params.web_search,
        model=params.model,
        references=[one.value if isinstance(one, Upload) else f"url:{one}" for one in params.references],
        is_personal=is_personal,
        cost=cost,
        currency=settings.CURRENCY,
    )
    request.uploads.set([one for one in params.references if isinstance(one, Upload)])
    record(Action.BUDGET_REQUESTED, actor=by, target=request, team=team, after={"cost": cost})
    return request


def _notify(request: BudgetRequest) -> None:
    people = deciders(request)
    for person in people:
        notifications.notify(
            person,
            kind=NotificationKind.BUDGET_REQUEST,
            object_id=request.pk,
            actor=request.owner,
            text=request.purpose,
        )
    transaction.on_commit(lambda: emails.mail(request, people))


@transaction.atomic
def withdraw(request: BudgetRequest, *, by: User) -> None:
    """Withdraws one's own request. Raises Refused when it has been decided."""
    mine = BudgetRequest.objects.open().filter(pk=request.pk, owner=by)
    if not mine.update(state=RequestState.WITHDRAWN, decided_at=Now(), decided_by=by):
        raise Refused(_("This request is no longer open."))
    notifications.delete_notifications(NotificationKind.BUDGET_REQUEST, request.pk)
    record(Action.BUDGET_REQUEST_WITHDRAWN, actor=by, target=request, team=request.team)


def delete_requests(person: User) -> None:
    """Deletes all requests of a deleted account; the runs that they started stay."""
    mine = BudgetRequest.objects.filter(owner=person)
    for pk in mine.values_list("pk", flat=True):
        notifications.delete_notifications(NotificationKind.BUDGET_REQUEST, pk)
    mine.delete()
