"""The trash: what is in it, and the way there and back."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.html import escape
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from studio.accounts.http import SignedIn, is_htmx, numbers_in
from studio.gallery.holding import Done
from studio.gallery.models import BulkVerb
from studio.gallery.places import galleries, place_in
from studio.gallery.selected import MOST, selected
from studio.gallery.sentences import changed
from studio.gallery.trash import days_left, depends_on, in_trash, page_of_trash, restore, throw_away
from studio.gallery.views.engine import in_engine
from studio.gallery.views.telling import again, answer, undo_url
from studio.generations.models import Image
from studio.generations.models.image import ImageQuerySet


@never_cache
@require_GET
def trash(request: SignedIn) -> HttpResponse:
    """What I may bring back, all of mine or with `?team=<slug>` of a team; `?before=` continues a page."""
    teams = galleries(request.user)
    place = place_in(request, known=teams)
    page = page_of_trash(in_trash(place.team, viewer=request.user), before=request.GET.get("before", ""))
    for image in page.images:
        image.days_left = days_left(image.trashed_at) if image.trashed_at else 0
    query = {"team": place.team.slug} if place.team else {}
    more = f"{reverse('trash')}?{urlencode({**query, 'before': page.before})}" if page.before else None
    context: dict[str, Any] = {
        "place": place,
        "images": page.images,
        "next_url": more,
        "teams": teams,
        "trash_url": reverse("trash") + (f"?{urlencode(query)}" if query else ""),
        "is_trash": True,
        "trash_days": settings.TRASH_DAYS,
        "click": get_random_string(12),
    }
    is_part = is_htmx(request) and "before" in request.GET
    return render(request, "gallery/trash_page.html" if is_part else "gallery/trash.html", context)


@require_POST
def images_trash(request: SignedIn) -> HttpResponseBase:
    """Moves the images to the trash, and says what has them as references."""
    if "undo" in request.GET:
        images = again(request).get("")
        done = throw_away(images, by=request.user) if images is not None else Done()
    else:
        wanted = selected(request)
        if answered := in_engine(request, wanted, BulkVerb.TRASH):
            return answered
        done = throw_away(wanted, by=request.user)
    if not done.changed:
        return answer(request, done)
    text = changed(BulkVerb.TRASH, len(done.changed))
    dependants = str(depends_on(Image.objects.filter(pk__in=done.changed)))
    undo = undo_url(request, "images_restore", {"": done.changed})
    return answer(request, done, f"{text} {dependants}".strip(), undo=undo)


@require_POST
def images_dependants(request: SignedIn) -> HttpResponse:
    """What has the images of a selection as references, in words, before they go; empty when nothing has."""
    return HttpResponse(escape(depends_on(selected(request))))


@require_POST
def images_restore(request: SignedIn) -> HttpResponseBase:
    """Brings images (field `image`) back to where they were."""
    if "undo" in request.GET:
        images = again(request).get("")
        done = restore(images, by=request.user) if images is not None else Done()
    else:
        wanted = _named(request)
        if answered := in_engine(request, wanted, BulkVerb.RESTORE):
            return answered
        done = restore(wanted, by=request.user)
    return answer(request, done, changed(BulkVerb.RESTORE, len(done.changed)))


def _named(request: SignedIn) -> ImageQuerySet:
    ids = numbers_in(request.POST, "image")
    return Image.objects.visible_to(request.user).filter(pk__in=sorted(ids)[:MOST])
