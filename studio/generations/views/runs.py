"""One run: its page and its actions."""

from collections.abc import Callable, Mapping

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from studio.accounts.permissions import (
    denial_reason_decide_outcome,
    denial_reason_give_up,
    denial_reason_modify,
    require,
)
from studio.accounts.request_utils import SignedIn, is_htmx
from studio.generations.live.subscription import Subscription
from studio.generations.models import Generation
from studio.generations.runs.cancel import cancel
from studio.generations.runs.download_actions import give_up, try_now
from studio.generations.runs.outcome_decisions import DecisionForm, decide
from studio.generations.runs.rerun import Refused


@never_cache
@require_GET
def run(request: SignedIn, pk: int) -> HttpResponse:
    """The page of one run."""
    found = get_object_or_404(Generation.objects.visible_to(request.user).for_card(request.user), pk=pk)
    source = Subscription(run=pk).source(request.user, since=timezone.now())
    context = {"runs": [found], "older_url": None, "refreshes": not found.is_settled, **source}
    return render(request, "generations/runs.html", context)


@require_POST
def run_cancel(request: SignedIn, pk: int) -> HttpResponse:
    """Cancels a queued run, or records the cancellation of one already sent; 409 when it has ended."""
    found = get_object_or_404(Generation.objects.visible_to(request.user).select_related("team"), pk=pk)
    require(denial_reason_modify(request.user, found))
    try:
        card = cancel(found, by=request.user)
    except Refused as reason:
        return conflict(request, found, str(reason))
    return _card(request, card)


@require_POST
def run_fetch(request: SignedIn, pk: int) -> HttpResponse:
    """Retries now to download the images that could not be saved; 409 when there are none."""
    return _change_saving(request, pk, try_now)


@require_POST
def run_give_up(request: SignedIn, pk: int) -> HttpResponse:
    """Gives up on the images that could not be saved: they are lost, but billed; 409 when there are none."""
    return _change_saving(request, pk, give_up)


def _change_saving(request: SignedIn, pk: int, change: Callable[[Generation], None]) -> HttpResponse:
    found = get_object_or_404(Generation.objects.visible_to(request.user).select_related("team"), pk=pk)
    require(denial_reason_give_up(request.user, found))
    try:
        change(found)
    except Refused as reason:
        return conflict(request, found, str(reason))
    return _card(request, Generation.objects.for_card(request.user).get(pk=pk))


@require_POST
def run_outcome(request: SignedIn, pk: int) -> HttpResponse:
    """Records whether a run of unknown outcome was billed; 422 without a note, 409 when its outcome is known by now."""
    found = get_object_or_404(Generation.objects.visible_to(request.user).select_related("team"), pk=pk)
    require(denial_reason_decide_outcome(request.user, found))
    form = DecisionForm(request.POST)
    if not form.is_valid():
        typed = {"decision_problem": form.problem, "decision_note": request.POST.get("note", "")}
        return conflict(request, found, status=422, typed=typed)
    try:
        decide(found, form.outcome, by=request.user, note=form.cleaned_data["note"])
    except Refused as reason:
        return conflict(request, found, str(reason))
    return _card(request, Generation.objects.for_card(request.user).get(pk=pk))


def _card(request: SignedIn, card: Generation, *, status: int = 200, **context: object) -> HttpResponse:
    if not is_htmx(request):
        return redirect(card)
    return render(request, "generations/run.html#run", {"run": card, **context}, status=status)


def conflict(
    request: SignedIn,
    found: Generation,
    reason: str = "",
    *,
    asks: bool = False,
    status: int = 409,
    typed: Mapping[str, object] | None = None,
) -> HttpResponse:
    """409 with the current card and the reason, so that a stale page is updated; with `asks` the card shows the
    question whether to run it again, which includes the reason; with `typed` the invalid form."""
    card = Generation.objects.for_card(request.user).get(pk=found.pk)
    notes = {"notice": reason, "asks_again": asks, **(typed or {})}
    if is_htmx(request):
        return _card(request, card, status=status, **notes)
    context = {"runs": [card], "older_url": None, "stream_url": None, **notes}
    return render(request, "generations/runs.html", context, status=status)
