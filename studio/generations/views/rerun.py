"""Repeats a run or one image of it; when a hard budget stops that, offers to request budget."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from studio.accounts.permissions import denial_reason_modify, require
from studio.accounts.request_utils import SignedIn
from studio.generations.budget_requests.requesting import BudgetSuffices, request_budget
from studio.generations.models import Generation, Image
from studio.generations.runs.rerun import (
    ConfirmationRequired,
    OverBudget,
    Refused,
    check_rerun,
    check_retry,
    rerun,
    retry_slot,
)
from studio.generations.runs.submit import GenerationParams, ModelNotAvailable, PromptBlocked
from studio.generations.views.budget_requests import respond_with_request
from studio.generations.views.runs import conflict
from studio.generations.views.studio import respond_with_run


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetOffer:
    """The form on the run's card that requests the budget needed to repeat it."""

    url: str
    submission: uuid.UUID
    is_confirmed: bool
    purpose: str


@require_POST
def run_rerun(request: SignedIn, pk: int) -> HttpResponse:
    """Starts a new run with the same request. 409 with a question when the first call may still run, unless confirmed
    with `confirm`."""
    found, confirmed = _run(request, pk), _is_confirmed(request)

    def repeat() -> HttpResponse:
        made = rerun(found, by=request.user, submission=_submission(request), confirmed=confirmed)
        return respond_with_run(request, made)

    return _try(request, found, repeat, ask_url=reverse("run_rerun_ask", args=[pk]))


@require_POST
def slot_retry(request: SignedIn, pk: int) -> HttpResponse:
    """Starts a new run for one image that failed, was not produced or is lost."""
    slot = _slot(request, pk)

    def repeat() -> HttpResponse:
        return respond_with_run(request, retry_slot(slot, by=request.user, submission=_submission(request)))

    return _try(request, slot.generation, repeat, ask_url=reverse("slot_retry_ask", args=[pk]))


@require_POST
def run_rerun_ask(request: SignedIn, pk: int) -> HttpResponse:
    """Requests the budget for running it again; the new run starts when the request is approved."""
    found, confirmed = _run(request, pk), _is_confirmed(request)

    def ask() -> HttpResponse:
        return _ask(request, found, check_rerun(found, confirmed=confirmed))

    return _try(request, found, ask, ask_url=request.path)


@require_POST
def slot_retry_ask(request: SignedIn, pk: int) -> HttpResponse:
    """Requests the budget for retrying one image."""
    slot = _slot(request, pk)

    def ask() -> HttpResponse:
        return _ask(request, slot.generation, check_retry(slot), slot)

    return _try(request, slot.generation, ask, ask_url=request.path)


def _ask(
    request: SignedIn, run: Generation, params: GenerationParams, slot: Image | None = None
) -> HttpResponse:
    made = request_budget(
        params, by=request.user, submission=_submission(request), team=run.team,
        purpose=request.POST.get("purpose", ""), retry_of=run, slot=slot,
    )  # fmt: skip
    return respond_with_request(request, made)


def _try(
    request: SignedIn, found: Generation, change: Callable[[], HttpResponse], *, ask_url: str
) -> HttpResponse:
    """409 with the reason, and a form to request budget if that would help."""
    is_asking = request.path == ask_url
    try:
        return change()
    except ConfirmationRequired:
        return conflict(request, found, asks=True)
    except (BudgetSuffices, PromptBlocked, ModelNotAvailable) as reason:
        return conflict(request, found, str(reason))
    except Refused as reason:
        asks = is_asking or isinstance(reason, OverBudget)
        form = {"budget_ask": _form(request, ask_url)} if asks else {}
        return conflict(request, found, str(reason), typed=form)


def _form(request: SignedIn, url: str) -> BudgetOffer:
    return BudgetOffer(
        url=url,
        submission=_submission(request),
        is_confirmed=_is_confirmed(request),
        purpose=request.POST.get("purpose", ""),
    )


def _run(request: SignedIn, pk: int) -> Generation:
    found = get_object_or_404(Generation.objects.visible_to(request.user).with_slots(), pk=pk)
    require(denial_reason_modify(request.user, found))
    return found


def _slot(request: SignedIn, pk: int) -> Image:
    """A slot of a visible run; an image that was transferred to me or shared does not make its run visible."""
    seen = Generation.objects.visible_to(request.user)
    slots = Image.objects.filter(generation__in=seen).select_related("generation__team")
    slot = get_object_or_404(slots, pk=pk)
    require(denial_reason_modify(request.user, slot.generation))
    return slot


def _is_confirmed(request: SignedIn) -> bool:
    return request.POST.get("confirm") == "twice"


def _submission(request: SignedIn) -> uuid.UUID:
    """The id of the click: a double click sends it twice and makes one run."""
    try:
        return uuid.UUID(request.POST.get("submission", ""))
    except ValueError:
        return uuid.uuid4()
