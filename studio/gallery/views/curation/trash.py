"""The trash: its contents, moving images to it, and restoring them."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.crypto import get_random_string
from django.utils.html import escape
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from studio.accounts.request_utils import SignedIn, is_htmx
from studio.gallery.bulk.messages import changed
from studio.gallery.bulk.selection import MOST, selected_images
from studio.gallery.curation.trash import (
    days_left,
    dependants_of,
    in_trash,
    move_to_trash,
    page_of_trash,
    restore,
)
from studio.gallery.locking import BulkResult
from studio.gallery.models import BulkVerb
from studio.gallery.rail import rail
from studio.gallery.scope import galleries, scope_of
from studio.gallery.views.bulk import needs_job
from studio.gallery.views.responses import (
    bulk_response,
    repeat_url,
    undo_url,
)
from studio.generations.models import Image
from studio.generations.models.image import ImageQuerySet
from studio.infra.parsing import numbers_in
from studio.policies.installation import installation_settings


@never_cache
@require_GET
def trash(request: SignedIn) -> HttpResponse:
    """The images that I may restore: all of mine, or with `?team=<slug>` a team's; `?before=` continues a page."""
    teams = galleries(request.user)
    scope = scope_of(request, known=teams)
    page = page_of_trash(in_trash(scope.team, viewer=request.user), before=request.GET.get("before", ""))
    for image in page.rows:
        image.days_left = days_left(image.trashed_at) if image.trashed_at else 0
    context: dict[str, Any] = {
        "scope": scope,
        "images": page.rows,
        "next_url": scope.url_with("trash", before=page.before) if page.before else None,
        "teams": teams,
        "rail": rail(scope, teams),
        "trash_url": scope.url_with("trash"),
        "is_trash": True,
        "trash_days": installation_settings().trash_days,
        "click": get_random_string(12),
    }
    is_part = is_htmx(request) and "before" in request.GET
    return render(request, "gallery/trash_page.html" if is_part else "gallery/trash.html", context)


@require_POST
def images_trash(request: SignedIn) -> HttpResponseBase:
    """Moves the images to the trash, and reports what uses them as references."""
    if "undo" in request.GET:
        images = repeat_url(request).get("")
        done = move_to_trash(images, by=request.user) if images is not None else BulkResult()
    else:
        wanted = selected_images(request)
        if response := needs_job(request, wanted, BulkVerb.TRASH):
            return response
        done = move_to_trash(wanted, by=request.user)
    if not done.changed:
        return bulk_response(request, done)
    text = changed(BulkVerb.TRASH, len(done.changed))
    dependants = str(dependants_of(Image.objects.filter(pk__in=done.changed)))
    undo = undo_url(request, "images_restore", {"": done.changed})
    return bulk_response(request, done, f"{text} {dependants}".strip(), undo=undo)


@require_POST
def images_dependants(request: SignedIn) -> HttpResponse:
    """What uses the selected images as references, as a sentence, before they are deleted; empty when nothing does."""
    return HttpResponse(escape(dependants_of(selected_images(request))))


@require_POST
def images_restore(request: SignedIn) -> HttpResponseBase:
    """Restores images (field `image`) to where they were."""
    if "undo" in request.GET:
        images = repeat_url(request).get("")
        done = restore(images, by=request.user) if images is not None else BulkResult()
    else:
        wanted = _named(request)
        if response := needs_job(request, wanted, BulkVerb.RESTORE):
            return response
        done = restore(wanted, by=request.user)
    return bulk_response(request, done, changed(BulkVerb.RESTORE, len(done.changed)))


def _named(request: SignedIn) -> ImageQuerySet:
    ids = numbers_in(request.POST, "image")
    return Image.objects.visible_to(request.user).filter(pk__in=sorted(ids)[:MOST])
