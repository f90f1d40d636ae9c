"""Creates, renames, fills, reorders and deletes collections."""

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import intcomma
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from studio.accounts.models import Team
from studio.accounts.request_utils import SignedIn, is_htmx
from studio.gallery.bulk.actions import can_undo, delete_collection
from studio.gallery.bulk.messages import changed
from studio.gallery.bulk.selection import selected_images
from studio.gallery.bulk.undo import load_undo
from studio.gallery.curation.collection_order import DropTarget, move
from studio.gallery.curation.collections import (
    Removed,
    UnusableName,
    add_images,
    create,
    ids_by_position,
    positions_from_ids,
    remove_images,
    rename,
)
from studio.gallery.locking import BulkResult
from studio.gallery.models import BulkVerb, Collection
from studio.gallery.views.bulk import needs_job
from studio.gallery.views.redirects import go_back
from studio.gallery.views.responses import (
    bulk_response,
    field_value,
    undo_url,
)
from studio.generations.models import Image
from studio.infra.parsing import parse_number


@require_POST
def collections(request: SignedIn) -> HttpResponseBase:
    """Creates a collection called `name`, in the gallery of `team` (a slug) or in my own, and opens it."""
    slug = request.POST.get("team", "")
    team = get_object_or_404(Team.objects.visible_to(request.user), slug=slug) if slug else None
    try:
        made = create(request.POST.get("name", ""), team, by=request.user)
    except UnusableName as reason:
        messages.warning(request, str(reason))
        return go_back(request)
    return redirect(_collection_url(made))


@require_POST
def collection(request: SignedIn, pk: int) -> HttpResponseBase:
    """Renames the collection to `name`; with `delete` deletes it; its images stay."""
    mine = _visible(request, pk)
    if "delete" in request.POST:
        action = delete_collection(mine, by=request.user, back=_collection_url(mine))
        message = _("Collection “%(name)s” deleted. Its images stay in the gallery.")
        undo = reverse("bulk", args=[action.pk]) if can_undo(action) else ""
        messages.success(request, message % {"name": mine.name}, extra_tags=undo)
        return redirect(_gallery_url(mine))
    try:
        rename(mine, request.POST.get("name", ""), by=request.user)
    except UnusableName as reason:
        messages.warning(request, str(reason))
    return redirect(_collection_url(mine))


@require_POST
def collection_order(request: SignedIn, pk: int) -> HttpResponseBase:
    """Moves the images before the image `before`, after `after`, to the front (`front`), or else to the end: 204 for
    htmx, otherwise redirects to the page."""
    mine = _visible(request, pk)
    if "image" not in request.POST and "all" not in request.POST:
        return bulk_response(request, BulkResult())
    before, after = (
        _number(text) if (text := field_value(request, name)) else None for name in ("before", "after")
    )
    target = DropTarget(before=before, after=after, front=bool(field_value(request, "front")))
    images = list(selected_images(request).values_list("pk", flat=True))
    count = move(mine, images, target, by=request.user)
    if not count:
        raise Http404
    if is_htmx(request):
        return HttpResponse(status=204)
    message = ngettext("%(count)s image moved.", "%(count)s images moved.", count)
    messages.success(request, message % {"count": intcomma(count)})
    return go_back(request) if "back" in request.POST else redirect(_collection_url(mine))


@require_POST
def images_collect(request: SignedIn) -> HttpResponseBase:
    """Adds the images to `collection` (an id), or to one called `name`; with `remove` removes them."""
    act, verb = (
        (remove_images, BulkVerb.TAKE_OUT)
        if field_value(request, "remove")
        else (add_images, BulkVerb.COLLECT)
    )
    if "undo" in request.GET:
        return _undo_click(request, verb)
    images = selected_images(request)
    if not field_value(request, "collection") and not images.exists():
        return bulk_response(request, BulkResult())
    try:
        into = _get_or_create_collection(request)
    except UnusableName as reason:
        messages.warning(request, str(reason))
        return go_back(request)
    if response := needs_job(request, images, verb, collection=into.pk):
        return response
    done = act(images, into, by=request.user)
    return bulk_response(
        request, done, changed(verb, len(done.changed)), undo=_undo_link(request, done, into)
    )


def _undo_link(request: SignedIn, done: BulkResult, collection: Collection) -> str:
    """The URL that removes added images again, or returns removed ones to their positions."""
    if not done.changed:
        return ""
    fields: dict[str, str | int] = {"collection": collection.pk}
    if isinstance(done, Removed):
        return undo_url(request, "images_collect", ids_by_position(done.places), **fields)
    return undo_url(request, "images_collect", {"": done.changed}, **fields, remove=1)


def _undo_click(request: SignedIn, verb: BulkVerb) -> HttpResponseBase:
    """Undoes a click, whose images are stored in the session, with their positions if they were removed."""
    into = _visible(request, _number(field_value(request, "collection")))
    clicked = load_undo(request, request.GET["undo"])
    images = Image.objects.visible_to(request.user).filter(
        pk__in=[pk for ids in clicked.values() for pk in ids]
    )
    if verb == BulkVerb.TAKE_OUT:
        done: BulkResult = remove_images(images, into, by=request.user)
    else:
        done = add_images(images, into, by=request.user, places=positions_from_ids(clicked))
    return bulk_response(request, done, changed(verb, len(done.changed)))


def _get_or_create_collection(request: SignedIn) -> Collection:
    """The collection with the form's id, or else a new one in the form's gallery."""
    if text := field_value(request, "collection"):
        return _visible(request, _number(text))
    slug = request.POST.get("team_of_new", "")
    team = get_object_or_404(Team.objects.visible_to(request.user), slug=slug) if slug else None
    return create(request.POST.get("name", ""), team, by=request.user)


def _visible(request: SignedIn, pk: int) -> Collection:
    known = Collection.objects.visible_to(request.user).select_related("team", "owner")
    return get_object_or_404(known, pk=pk)


def _number(text: str) -> int:
    """An id in a form; Http404 for anything else, since no row has it."""
    if (number := parse_number(text)) is None:
        raise Http404
    return number


def _gallery_url(collection: Collection, /, **query: int) -> str:
    place: dict[str, str | int] = {"team": collection.team.slug} if collection.team else {}
    text = urlencode({**place, **query})
    return reverse("gallery") + (f"?{text}" if text else "")


def _collection_url(collection: Collection) -> str:
    return _gallery_url(collection, collection=collection.pk)
