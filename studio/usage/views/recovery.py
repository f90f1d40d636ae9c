"""The recovery page, and its actions for missing images."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from studio.accounts.permissions import denial_reason_decide_outcome, denial_reason_give_up, require
from studio.accounts.request_utils import SignedIn
from studio.generations.models import Generation, Image
from studio.generations.runs.download_actions import give_up, try_now
from studio.generations.runs.outcome_decisions import DecisionForm, decide
from studio.generations.runs.rerun import Refused
from studio.usage.recovery.query import DECIDED, FETCHING, LOST, UNKNOWN, RecoveryQuery, read, visible_runs
from studio.usage.recovery.rows import lines
from studio.usage.recovery.summary import Summary, summary


@never_cache
@require_GET
def recovery(request: SignedIn) -> HttpResponse:
    """Filtered by `state`, `team` and `person` in the URL; 404 for what the person may not see."""
    return _page(request)


@require_POST
def recovery_outcome(request: SignedIn, pk: int) -> HttpResponse:
    """Decides whether a run of unknown outcome was billed; 422 without a note, 409 when its outcome is known by now.

    Administrators may also decide on private runs, whose numbers they see here, but not the card.
    """
    runs = Generation.objects.filter(visible_runs(request.user)).select_related("team")
    run = get_object_or_404(runs, pk=pk)
    require(denial_reason_decide_outcome(request.user, run))
    form = DecisionForm(request.POST)
    if not form.is_valid():
        typed = {"wrong": pk, "decision_problem": form.problem, "decision_note": request.POST.get("note", "")}
        return _page(request, typed, status=422)
    note = form.cleaned_data["note"]
    return _done(request, lambda: decide(run, form.outcome, by=request.user, note=note))


@require_POST
def recovery_fetch(request: SignedIn, pk: int) -> HttpResponse:
    """Retries the download of one unsaved image at once; 409 when it is saved or lost by now."""
    image = _image(request, pk)
    return _done(request, lambda: try_now(image.generation, image=image))


@require_POST
def recovery_give_up(request: SignedIn, pk: int) -> HttpResponse:
    """Gives up on one unsaved image: it is lost, and billed; 409 when it is saved or lost by now."""
    image = _image(request, pk)
    return _done(request, lambda: give_up(image.generation, image=image))


def _image(request: SignedIn, pk: int) -> Image:
    images = Image.objects.filter(visible_runs(request.user, "generation__")).select_related(
        "generation__team"
    )
    image = get_object_or_404(images, pk=pk)
    require(denial_reason_give_up(request.user, image.generation))
    return image


def _done(request: SignedIn, act: Callable[[], object]) -> HttpResponse:
    """Runs the action and redirects to the same list; 409 with the current list when it is refused."""
    try:
        act()
    except Refused as reason:
        messages.warning(request, str(reason))
        return _page(request, status=409)
    messages.success(request, _("Done."))
    return redirect(reverse("recovery") + read(request.user, request.GET.dict()).address())


def _page(request: SignedIn, typed: Mapping[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
    query = read(request.user, request.GET.dict())
    found, before = lines(query)
    counted = summary(query)
    context = {
        "query": query,
        "lines": found,
        "summary": counted,
        "lists": _lists(query, counted),
        "address": query.address(),
        "older": before and query.address(before=before),
        "newest": query.before and query.address(),
        **(typed or {}),
    }
    return render(request, "usage/recovery/recovery.html", context, status=status)


def _lists(query: RecoveryQuery, counted: Summary) -> list[tuple[str, int, str, str, bool]]:
    """The tabs: label, count, its tone, URL, and whether it is the current one."""
    found = {
        UNKNOWN: (_("Unknown outcome"), counted.unknown, "warn"),
        FETCHING: (_("Being downloaded"), counted.fetching, "warn" if counted.failing else ""),
        LOST: (_("Lost"), counted.lost, "danger"),
        DECIDED: (_("Decided"), counted.decided, ""),
    }
    return [
        (label, count, tone if count else "", query.address(state=name if name != UNKNOWN else ""), name == query.state)
        for name, (label, count, tone) in found.items()
    ]  # fmt: skip
