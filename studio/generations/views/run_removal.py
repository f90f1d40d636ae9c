"""Hides, deletes and restores runs. Each response offers an undo; `?undo=1` marks the request as an undo."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studio.accounts.permissions import denial_reason_modify, require
from studio.accounts.request_utils import (
    SignedIn,
    back_to,
    current_page,
    is_htmx,
)
from studio.generations.models import Generation
from studio.generations.runs.removal import (
    delete_run,
    hide_run,
    restore_run,
    unhide_run,
)
from studio.generations.runs.rerun import Refused
from studio.generations.views.runs import conflict


@require_POST
def run_delete(request: SignedIn, pk: int) -> HttpResponse:
    """Deletes the run from every list, also when a double click has deleted it. 409 when it cannot be deleted."""
    found = _get_run_or_deleted(request, pk)
    require(denial_reason_modify(request.user, found))
    try:
        delete_run(found, by=request.user)
    except Refused as reason:
        return conflict(request, found, str(reason))
    return _removed(request, found, _("Run deleted"), undo="run_restore")


@require_POST
def run_restore(request: SignedIn, pk: int) -> HttpResponse:
    """Undoes a deletion."""
    found = _get_run_or_deleted(request, pk)
    require(denial_reason_modify(request.user, found))
    restore_run(found)
    return _restored(request, found, _("Run restored"))


@require_POST
def run_hide(request: SignedIn, pk: int) -> HttpResponse:
    """Hides the run from my lists; 409 while it is in progress."""
    found = get_object_or_404(Generation.objects.visible_to(request.user), pk=pk)
    try:
        hide_run(found, by=request.user)
    except Refused as reason:
        return conflict(request, found, str(reason))
    if "undo" in request.GET:
        return _restored(request, found, _("Hidden from your list again"))
    return _removed(request, found, _("Hidden from your list"), undo="run_unhide")


@require_POST
def run_unhide(request: SignedIn, pk: int) -> HttpResponse:
    """Shows the run in my lists again."""
    found = get_object_or_404(Generation.objects.visible_to(request.user), pk=pk)
    unhide_run(found, by=request.user)
    if "undo" in request.GET:
        return _restored(request, found, _("Shown in your list again"))
    return _removed(request, found, _("Shown in your list again"), undo="run_hide")


def _get_run_or_deleted(request: SignedIn, pk: int) -> Generation:
    runs = Generation.objects.visible_or_deleted(request.user).with_slots()
    return get_object_or_404(runs, pk=pk)


def _removed(request: SignedIn, run: Generation, message: str, *, undo: str) -> HttpResponse:
    """Removes the card and shows a message with an undo; on other pages than lists, redirects to a list."""
    back = _back(request, run)
    undo_url = f"{reverse(undo, args=[run.pk])}?{urlencode({'undo': '1', 'back': back})}"
    if _is_on_list(request):
        context = {"run": run, "message": message, "undo_url": undo_url}
        return render(request, "generations/run_removed.html", context)
    messages.success(request, message, extra_tags=undo_url)
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Redirect": back})
    return redirect(back)


def _restored(request: SignedIn, run: Generation, message: str) -> HttpResponse:
    """Shows the card in its old place again."""
    if _is_on_list(request):
        card = Generation.objects.for_card(request.user).get(pk=run.pk)
        return render(request, "generations/run_restored.html", {"run": card, "message": message})
    messages.success(request, message)
    return redirect(_back(request, run))


def _back(request: SignedIn, run: Generation) -> str:
    """The page of the click; the list for the run's own page, which does not exist for a deleted run."""
    back = back_to(request, default=reverse("runs"))
    return reverse("runs") if urlsplit(back).path == run.get_absolute_url() else back


def _is_on_list(request: SignedIn) -> bool:
    return is_htmx(request) and current_page(request).path in (reverse("studio"), reverse("runs"))
