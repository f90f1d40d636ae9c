"""Tags, favourites, ratings, and images as references: for one image or all selected ones, by the same URLs."""

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studio.accounts.request_utils import SignedIn
from studio.accounts.workspace import workspace_of
from studio.gallery.bulk.messages import changed
from studio.gallery.bulk.selection import selected_images
from studio.gallery.curation.favourites import favourite, unfavourite
from studio.gallery.curation.ratings import rate
from studio.gallery.curation.tags import (
    TagResult,
    UnusableTag,
    names_in,
    tag,
    untag,
)
from studio.gallery.locking import BulkResult
from studio.gallery.models import BulkVerb
from studio.gallery.views.bulk import needs_job
from studio.gallery.views.redirects import go_back
from studio.gallery.views.responses import (
    bulk_response,
    field_value,
    repeat_url,
    undo_url,
)
from studio.generations.composer.drafts import (
    add_to_draft,
    draft_of,
    drafted_model,
    free_references,
)
from studio.generations.composer.uploads import store_image
from studio.generations.media.image_validation import UploadRejected
from studio.generations.views.choices import not_added_message


@require_POST
def images_tag(request: SignedIn) -> HttpResponseBase:
    """Adds the tags in the field `tag` to the images; with `remove` removes them."""
    act = untag if field_value(request, "remove") else tag
    if "undo" in request.GET:
        done = TagResult()
        for name, images in repeat_url(request).items():
            one = act(images, [name], by=request.user)
            done.changed, done.seen = [*done.changed, *one.changed], done.seen + one.seen
            done.refused += one.refused
        done.changed = list(set(done.changed))
        return bulk_response(request, done, _tag_message(act is tag, done))
    try:
        names = names_in(field_value(request, "tag"))
    except UnusableTag as reason:
        messages.warning(request, str(reason))
        return go_back(request)
    images = selected_images(request)
    if response := needs_job(request, images, BulkVerb.TAG if act is tag else BulkVerb.UNTAG, tags=names):
        return response
    done = act(images, names, by=request.user)
    back = {} if act is untag else {"remove": 1}
    undo = undo_url(request, "images_tag", done.by_name, **back) if done.changed else ""
    return bulk_response(request, done, _tag_message(act is tag, done), undo=undo)


@require_POST
def images_favourite(request: SignedIn) -> HttpResponseBase:
    """Adds the images to my favourites; with `off` removes them."""
    act = unfavourite if field_value(request, "off") else favourite
    if "undo" in request.GET:
        images = repeat_url(request).get("")
        return bulk_response(request, act(images, by=request.user) if images is not None else BulkResult())
    images, verb = selected_images(request), BulkVerb.FAVOURITE if act is favourite else BulkVerb.UNFAVOURITE
    if response := needs_job(request, images, verb):
        return response
    done = act(images, by=request.user)
    back: dict[str, str | int] = {"off": 1} if act is favourite else {}
    undo = undo_url(request, "images_favourite", {"": done.changed}, **back) if done.changed else ""
    return bulk_response(request, done, changed(verb, len(done.changed)), undo=undo)


@require_POST
def images_rate(request: SignedIn) -> HttpResponseBase:
    """Sets my rating of the images (field `stars`, 1 to 5); 0 removes it."""
    stars = field_value(request, "stars")
    if stars not in {"0", "1", "2", "3", "4", "5"}:
        messages.warning(request, _("Select one to five stars."))
        return go_back(request)
    images = selected_images(request)
    if response := needs_job(request, images, BulkVerb.RATE, stars=int(stars)):
        return response
    done = rate(images, int(stars), by=request.user)
    return bulk_response(request, done, changed(BulkVerb.RATE, len(done.changed)))


@require_POST
def images_use_as_references(request: SignedIn) -> HttpResponseBase:
    """Adds the images as references to my draft, the newest first and as many as fit; then opens the studio."""
    images = selected_images(request)
    draft = draft_of(request.user, team=workspace_of(request.user))
    left = free_references(draft.fields, len(draft.references)) if draft else free_references({}, 0)
    kept = []
    for image in images.order_by("-pk")[:left]:
        try:
            kept.append(store_image(image, by=request.user).value)
        except UploadRejected as reason:
            messages.warning(request, str(reason))
    wanted = images.count()
    if not wanted:
        return bulk_response(request, BulkResult())
    fit = add_to_draft(kept, by=request.user) if kept else 0
    if too_many := wanted - min(wanted, left) + len(kept) - fit:
        messages.warning(request, not_added_message(too_many, drafted_model(request.user)))
    return redirect("studio")


def _tag_message(is_added: bool, done: BulkResult) -> str:
    return changed(BulkVerb.TAG if is_added else BulkVerb.UNTAG, len(done.changed))
