"""The response to an action on images: what changed, with an undo, and what did not and why."""

import json
from collections.abc import Iterable, Mapping

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from studio.accounts.request_utils import SignedIn, is_htmx
from studio.gallery.bulk.messages import skipped
from studio.gallery.bulk.undo import load_undo, store_undo
from studio.gallery.locking import BulkResult, unavailable_message
from studio.gallery.views.redirects import back_to, go_back
from studio.generations.models import Image
from studio.generations.models.image import ImageQuerySet


def field_value(request: SignedIn, name: str) -> str:
    """A field of a form, or of the query string in an undo's URL."""
    return str(request.POST.get(name) or request.GET.get(name) or "")


def repeat_url(request: SignedIn) -> dict[str, ImageQuerySet]:
    """The visible images that the undone click changed, by what was done to them."""
    changed = load_undo(request, request.GET["undo"])
    visible = Image.objects.visible_to(request.user)
    return {name: visible.filter(pk__in=ids) for name, ids in changed.items()}


def undo_url(request: SignedIn, route: str, changed: Mapping[str, Iterable[int]], **fields: str | int) -> str:
    key = store_undo(request, changed)
    return f"{reverse(route)}?{urlencode({'undo': key, 'back': back_to(request), **fields})}"


def bulk_response(
    request: SignedIn, done: BulkResult, message: str = "", *, undo: str = "", show_message: bool = False
) -> HttpResponseBase:
    """Redirects to the page with the messages. An htmx request without `back` gets 204, or 403 with the reason; with
    `show_message` it also shows the message."""
    missing = len(set(request.POST.getlist("image"))) - done.seen
    if missing > 0 and "all" not in request.POST:
        done.refused[unavailable_message()] += missing
    if is_htmx(request) and "back" not in request.POST:
        return _partial_response(done, message if show_message else "")
    if message and done.changed and not is_htmx(request):
        messages.success(request, message, extra_tags=undo)
    elif not done.refused and not done.seen:
        messages.info(request, _("Select at least one image."))
    show_refused(request, done.refused)
    return go_back(request)


def show_refused(request: SignedIn, refused: Mapping[str, int]) -> None:
    for reason, count in refused.items():
        messages.warning(request, skipped(reason, count))


def _partial_response(done: BulkResult, message: str) -> HttpResponse:
    if done.refused and not done.changed:
        return JsonResponse({"reason": next(iter(done.refused))}, status=403)
    headers = (
        {"HX-Trigger": json.dumps({"studio:toast": {"value": message}})} if message and done.changed else {}
    )
    return HttpResponse(status=204, headers=headers)
