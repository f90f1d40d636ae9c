"""Bulk actions on more images than one request should handle: started as jobs, shown with progress, and undone."""

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from studio.accounts.request_utils import SignedIn, is_htmx
from studio.gallery.bulk import messages
from studio.gallery.bulk.actions import (
    can_undo,
    is_large,
    run_batch,
    start,
    undo,
)
from studio.gallery.bulk.selection import MOST
from studio.gallery.models import BulkAction, BulkVerb
from studio.gallery.views.redirects import back_to, go_back
from studio.generations.models.image import ImageQuerySet

SHOWN = 3
"""Actions that the gallery shows at once, the newest."""


def needs_job(
    request: SignedIn, images: ImageQuerySet, verb: BulkVerb, **arguments: Any
) -> HttpResponseBase | None:
    """Starts a job and redirects when there are too many images for one request; else None: the view handles them."""
    if "all" not in request.POST and not is_large(request.POST.getlist("image")):
        return None
    ids = list(images.order_by("-pk").values_list("pk", flat=True)[:MOST])
    return respond_with_progress(request, ids, verb, **arguments) if is_large(ids) else None


def respond_with_progress(
    request: SignedIn, ids: list[int], verb: BulkVerb, **arguments: Any
) -> HttpResponseBase:
    click = request.POST.get("key", "")[:64]
    show(request, start(verb, ids, arguments, by=request.user, click=click, back=back_to(request)))
    return go_back(request)


def show(request: SignedIn, action: BulkAction) -> None:
    """Makes gallery pages poll the action's progress. Stored in the session, so that other pages do not poll."""
    shown = [pk for pk in request.session.get("bulk", []) if pk != action.pk]
    request.session["bulk"] = [*shown, action.pk][-SHOWN:]


@never_cache
@require_http_methods(["GET", "POST"])
def bulk(request: SignedIn, pk: int) -> HttpResponseBase:
    """The progress of my action, as a page or as a part that polls until the end; a POST undoes it."""
    mine = BulkAction.objects.filter(owner=request.user).defer("images", "changes")
    action = mine.filter(pk=pk).first()
    if action is None or not action.is_running:
        _stop_showing(request, pk)
    if action is None:
        raise Http404
    if request.method == "POST":
        if undoing := undo(action):
            if not is_large(undoing.images):
                run_batch(undoing.pk)  # the whole undo; its job will find nothing to do
            show(request, undoing)
        return redirect(action.back or "gallery")
    return _progress(request, action)


def _stop_showing(request: SignedIn, pk: int) -> None:
    """Removes a finished action from the session, so that it is shown once, like any message."""
    shown = request.session.get("bulk", [])
    if pk in shown:
        request.session["bulk"] = [one for one in shown if one != pk]


def _progress(request: SignedIn, action: BulkAction) -> HttpResponse:
    context = {
        "action": action,
        "sentence": messages.progress_message(action),
        "refused": [messages.skipped(reason, count) for reason, count in action.refused.items()],
        "can_undo": can_undo(action),
        "is_first": "shown" not in request.GET,
        "is_part": is_htmx(request),
    }
    return render(request, "gallery/bulk.html" if is_htmx(request) else "gallery/bulk_page.html", context)
