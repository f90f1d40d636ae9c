"""Approves a budget request, which raises the budget and starts the run at once, or refuses it."""

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from studio.accounts import notifications
from studio.accounts.locking import reload_user
from studio.accounts.models import NotificationKind, User
from studio.accounts.permissions import Forbidden, require
from studio.audit.actions import Action
from studio.audit.record import record
from studio.budgets.budget_changes import raise_budget
from studio.budgets.money import format_micros
from studio.budgets.periods import PeriodKey, lock_subject, open_periods, periods_of, this_month
from studio.generations.budget_requests import emails
from studio.generations.budget_requests.access import denial_reason_decide_request
from studio.generations.budget_requests.needs import Need, needs_of, price_now, subjects_of
from studio.generations.models import BudgetRequest, Generation, Upload
from studio.generations.models.budget_request import MAX_TEXT_LENGTH, RequestState
from studio.generations.runs.rerun import (
    Refused,
    denial_reason_rerun,
    denial_reason_retry,
    lock_run,
    mark_retried,
)
from studio.generations.runs.submit import GenerationParams, start_run


class AlreadyDecided(Refused):
    """The request was decided before; the message says by whom, and how."""


@transaction.atomic
def approve(
    request: BudgetRequest, *, by: User, amount: int | None = None, for_good: bool = False
) -> Generation:
    """Raises the budgets that are too small, for this month or permanently, and starts the run as the requester.

    `amount`, in micro-units, is how much the requested budget is raised; None for just what is missing. Raises
    Forbidden, AlreadyDecided, and Refused with the reason why the run cannot start, for example because the run that
    it repeats can no longer be repeated.
    """
    request, by = _lock_request(request, by)
    _check_repeatable(request)
    for need, micros in _budget_raises(request, by, amount):
        raise_budget(need.status.subject, micros, for_good=for_good, by=by)
    run = _start(request)
    raised = "every_month" if for_good else "this_month"
    _close(request, RequestState.APPROVED, by=by, run=run)
    record(
        Action.BUDGET_REQUEST_APPROVED, actor=by, target=request, team=request.team,
        after={"run": run.pk, "raised": raised},
    )  # fmt: skip
    return run


@transaction.atomic
def refuse(request: BudgetRequest, *, by: User, reason: str) -> None:
    """Refuses the request with a reason. Raises Forbidden, AlreadyDecided, and Refused when the reason is empty."""
    request, by = _lock_request(request, by)
    reason = reason.strip()[:MAX_TEXT_LENGTH]
    if not reason:
        raise Refused(_("Say why, so that it can be changed."))
    _close(request, RequestState.REFUSED, by=by, reason=reason)
    record(
        Action.BUDGET_REQUEST_REFUSED, actor=by, target=request, team=request.team, after={"reason": reason}
    )


def _lock_request(request: BudgetRequest, by: User) -> tuple[BudgetRequest, User]:
    """The current request, locked until the transaction ends, and the current user."""
    by = reload_user(by)
    locked = BudgetRequest.objects.select_for_update(of=("self",)).select_related("owner", "team")
    found = locked.get(pk=request.pk)
    require(denial_reason_decide_request(by, found))
    if not found.is_open:
        raise AlreadyDecided(decision_text(found))
    return found, by


def decision_text(request: BudgetRequest) -> str:
    """What was decided, by whom and when."""
    if request.decided_at is None:
        return str(RequestState(request.state).label)
    return _("%(state)s: by %(person)s at %(time)s.") % {
        "state": RequestState(request.state).label,
        "person": request.decided_by,
        "time": f"{timezone.localtime(request.decided_at):%H:%M}",
    }


def _check_repeatable(request: BudgetRequest) -> None:
    """Locks the run to repeat, before the budgets. Raises Refused when it can no longer be repeated."""
    if request.retry_of_id is None:
        return
    run = lock_run(request.retry_of_id)
    if reason := denial_reason_retry(request.slot) if request.slot else denial_reason_rerun(run):
        raise _cannot_start(request, reason)


def _budget_raises(request: BudgetRequest, by: User, amount: int | None) -> list[tuple[Need, int]]:
    """By how much each budget is raised; locked until the transaction ends.

    Locks in the same order as settling a run: users and teams first, then their months.
    """
    subjects = subjects_of(request.owner, request.team)
    for subject in subjects:
        lock_subject(subject)
    key = PeriodKey(
        user=request.owner_id, team=request.team_id, month=this_month(),
        currency=settings.CURRENCY, is_sandbox=settings.PROVIDER == "sandbox",
    )  # fmt: skip
    open_periods(key)
    list(periods_of(key).select_for_update())
    needs = needs_of(subjects, price_now(request.model) * request.planned)
    return [(need, _amount_to_raise(need, request, by, amount)) for need in needs]


def _amount_to_raise(need: Need, request: BudgetRequest, by: User, amount: int | None) -> int:
    if not need.status.is_team and not by.is_administrator:
        raise Refused(
            _("The budget of %(person)s is used up too. Only an administrator can raise it.")
            % {"person": request.owner}
        )
    is_requested_budget = need.status.is_team != request.is_personal
    if amount is None or not is_requested_budget:
        return need.missing
    if amount < need.missing:
        missing = format_micros(need.missing, settings.CURRENCY)
        raise Refused(_("The run needs %(missing)s more. Enter at least that.") % {"missing": missing})
    return amount


def _start(request: BudgetRequest) -> Generation:
    params = GenerationParams(
        prompt=request.prompt,
        size=request.size,
        max_images=request.max_images,
        watermark=request.watermark,
        optimize_prompt=request.optimize_prompt,
        web_search=request.web_search,
        model=request.model,
        references=references_of(request),
    )
    try:
        run = start_run(
            params,
            by=request.owner,
            submission=request.submission,
            team=request.team,
            retry_of=request.retry_of,
        )
    except Forbidden as reason:
        raise _cannot_start(request, str(reason)) from reason
    if request.slot:
        mark_retried(request.slot, run)
    return run


def _cannot_start(request: BudgetRequest, reason: str) -> Refused:
    message = _("The run of %(person)s can’t start: %(reason)s")
    return Refused(message % {"person": request.owner, "reason": reason})


def references_of(request: BudgetRequest) -> list[Upload | str]:
    """Its uploads and URLs, in order. Raises Refused when an upload has been hidden since."""
    kept = {upload.value: upload for upload in request.uploads.all() & Upload.objects.shown()}
    found = [kept.get(value) or value.removeprefix("url:") for value in request.references]
    if any(isinstance(one, str) and one.startswith("upload:") for one in found):
        raise Refused(_("A reference of this run is no longer available."))
    return found


def _close(request: BudgetRequest, state: RequestState, *, by: User, **facts: object) -> None:
    """Stores the decision, removes the deciders' notifications, and notifies the requester."""
    BudgetRequest.objects.filter(pk=request.pk).update(state=state, decided_at=Now(), decided_by=by, **facts)
    request.refresh_from_db()
    kind = NotificationKind.BUDGET_REQUEST
    notifications.delete_notifications(kind, request.pk)
    notifications.notify(request.owner, kind=kind, object_id=request.pk, actor=by, text=request.reason)
    if request.owner_id != by.pk:
        transaction.on_commit(lambda: emails.mail(request, [request.owner]))
