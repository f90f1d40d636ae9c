"""Collections: made, named, filled, put into order, taken apart."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studio.accounts.http import SignedIn, is_htmx
from studio.accounts.models import Team
from studio.gallery.collecting import UnusableName, collect, create, delete, move, rename, take_out
from studio.gallery.holding import Done
from studio.gallery.models import BulkVerb, Collection
from studio.gallery.selected import selected
from studio.gallery.sentences import changed
from studio.gallery.views.back import go_back
from studio.gallery.views.engine import in_engine
from studio.gallery.views.telling import again, answer, said, undo_url
from studio.generations.models import Image


@require_POST
def collections(request: SignedIn) -> HttpResponseBase:
    """Makes a collection called `name`, in the gallery of `team` (a slug) or in one's own, and opens it."""
    slug = request.POST.get("team", "")
    team = get_object_or_404(Team.objects.visible_to(request.user), slug=slug) if slug else None
    try:
        made = create(request.POST.get("name", ""), team, by=request.user)
    except UnusableName as reason:
        messages.warning(request, str(reason))
        return go_back(request)
    return redirect(_address(made))


@require_POST
def collection(request: SignedIn, pk: int) -> HttpResponseBase:
    """Gives it the name in `name`; with `delete` takes it apart, and its images stay."""
    mine = _visible(request, pk)
    if "delete" in request.POST:
        delete(mine, by=request.user)
        told = _("The collection “%(name)s” is gone. Its images are where they were.")
        messages.success(request, told % {"name": mine.name})
        return redirect(_gallery(mine))
    try:
        rename(mine, request.POST.get("name", ""), by=request.user)
    except UnusableName as reason:
        messages.warning(request, str(reason))
    return redirect(_address(mine))


@require_POST
def collection_order(request: SignedIn, pk: int) -> HttpResponseBase:
    """Puts `image` in front of the image `before`, or at the end: 204 for a script, else back to the collection."""
    mine = _visible(request, pk)
    before = request.POST.get("before", "")
    image = _number(request.POST.get("image", ""))
    if not move(mine, image, before=_number(before) if before else None, by=request.user):
        raise Http404
    return HttpResponse(status=204) if is_htmx(request) else redirect(_address(mine))


@require_POST
def images_collect(request: SignedIn) -> HttpResponseBase:
    """Puts the images into `collection` (an id), or into a new one called `name`; with `remove` takes them out."""
    act, verb = (take_out, BulkVerb.TAKE_OUT) if said(request, "remove") else (collect, BulkVerb.COLLECT)
    if "undo" in request.GET:
        name, images = next(iter(again(request).items()), ("0", Image.objects.none()))
        done = act(images, _visible(request, _number(name)), by=request.user)
        return answer(request, done, changed(verb, len(done.changed)))
    images = selected(request)
    try:
        into = _chosen(request)
    except UnusableName as reason:
        messages.warning(request, str(reason))
        return go_back(request)
    if answered := in_engine(request, images, verb, collection=into.pk):
        return answered
    done = act(images, into, by=request.user)
    return answer(request, done, changed(verb, len(done.changed)), undo=_undo(request, done, into))


def _undo(request: SignedIn, done: Done, collection: Collection) -> str:
    """What came in goes out again. What went out would come back at the end, so that is not called an undo."""
    if not done.changed or said(request, "remove"):
        return ""
    return undo_url(request, "images_collect", {str(collection.pk): done.changed}, remove=1)


def _chosen(request: SignedIn) -> Collection:
    """The one that is named by its id, or else a new one in the gallery that the form came from."""
    if text := said(request, "collection"):
        return _visible(request, _number(text))
    slug = request.POST.get("team_of_new", "")
    team = get_object_or_404(Team.objects.visible_to(request.user), slug=slug) if slug else None
    return create(request.POST.get("name", ""), team, by=request.user)


def _visible(request: SignedIn, pk: int) -> Collection:
    known = Collection.objects.visible_to(request.user).select_related("team", "owner")
    return get_object_or_404(known, pk=pk)


def _number(text: str) -> int:
    """An id in a form; Http404 for what is none, since nothing has it."""
    if not (text.isdecimal() and len(text) < 19):
        raise Http404
    return int(text)


def _gallery(collection: Collection, /, **query: int) -> str:
    place: dict[str, str | int] = {"team": collection.team.slug} if collection.team else {}
    text = urlencode({**place, **query})
    return reverse("gallery") + (f"?{text}" if text else "")


def _address(collection: Collection) -> str:
    return _gallery(collection, collection=collection.pk)
