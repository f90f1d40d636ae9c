"""One image, and its files."""

import logging

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import close_old_connections
from django.forms import Form
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from studio.accounts.permissions import denial_reason_download, denial_reason_modify, require
from studio.accounts.request_utils import SignedIn
from studio.gallery.comments.discussion import discussion
from studio.gallery.comments.forms import CommentForm
from studio.gallery.curation.image_controls import image_controls, with_own_marks
from studio.gallery.image_sections import sections
from studio.gallery.ownership import ownership
from studio.gallery.run_settings import run_settings
from studio.gallery.scope import GalleryScope, scope_of_image
from studio.gallery.search.pagination import neighbours
from studio.gallery.search.query import ImageQuery
from studio.generations.files.purge import STATES_WITH_FILES
from studio.generations.live.subscription import NO_RUNS, Subscription
from studio.generations.media.serving import send, serve
from studio.generations.media.thumbnails import (
    COPIES,
    THUMBNAIL,
    shrink,
)
from studio.generations.models import Image
from studio.generations.models.image import ImageQuerySet

log = logging.getLogger(__name__)


@never_cache
@require_GET
def image(request: SignedIn, pk: int) -> HttpResponse:
    """The page of one image; administrators also see hidden ones, and may unhide them."""
    if request.user.is_administrator and (hidden := get_hidden_images(request).filter(pk=pk).first()):
        return hidden_image_page(request, hidden)
    return image_page(request, get_visible_image(request, pk))


def get_hidden_images(request: SignedIn) -> ImageQuerySet:
    """The hidden images that the user may see: none, unless they are an administrator."""
    hidden = Image.objects.visible_to(request.user).hidden()
    return hidden.select_related("owner", "team", "hidden_by", "generation")


def hidden_image_page(request: SignedIn, found: Image) -> HttpResponse:
    run = found.generation
    context = {"image": found, "run": run, "run_settings": run_settings(run)}
    return render(request, "gallery/hidden_image.html", context)


def get_visible_image(request: SignedIn, pk: int) -> Image:
    """An image that the user may see; 404 for everybody else."""
    visible = with_own_marks(Image.objects.visible_to(request.user).stored(), viewer=request.user)
    return get_object_or_404(visible.select_related("owner", "team", "shared_by", "generation"), pk=pk)


def image_page(
    request: SignedIn, found: Image, *, comment_form: CommentForm | None = None, **forms: Form
) -> HttpResponse:
    """The page; 422 with the invalid comment form, or the form of a section, by its name in the template."""
    scope = scope_of_image(request, found)
    image_query = ImageQuery.within(scope.team, request.GET, viewer=request.user)
    scope = GalleryScope(team=scope.team, found=image_query.text())
    newer, older = neighbours(found, image_query.images(), sort=image_query.sort)
    subscription = Subscription(of=NO_RUNS, image=found.pk, version=found.updated.isoformat())
    context = {
        "image": found,
        "run": found.generation,
        **subscription.source(request.user, since=timezone.now()),
        "scope": scope,
        "here": found.get_absolute_url() + scope.query,
        "prev_url": newer and newer.get_absolute_url() + scope.query,
        "next_url": older and older.get_absolute_url() + scope.query,
        **ownership(found, request.user),
        "unshare_back": found.get_absolute_url() if found.owner_id == request.user.pk else scope.url,
        "run_settings": run_settings(found.generation),
        **image_controls(found, request.user),
        "sections": sections(found, request.user),
        **discussion(found, request.user, comment_form),
        **forms,
    }
    return render(request, "gallery/image.html", context, status=422 if comment_form or forms else 200)


@require_GET
def image_file(request: SignedIn, pk: int, variant: str) -> HttpResponseBase:
    """One of an image's files: one of the `COPIES`, `original`, or `download` of the original JPEG."""
    found = _with_files(request, pk)
    if side := COPIES.get(variant):
        return _serve_copy(request, found, side)
    if variant == "original":
        return serve(request, found.file, media_type="image/jpeg", etag=found.sha256)
    if variant == "download":
        needs_review = found.generation.needs_review
        require(denial_reason_download(request.user, found.team, needs_review=needs_review))
        name = found.download_name
        Image.objects.filter(pk=found.pk).mark_downloaded()
        return serve(request, found.file, media_type="image/jpeg", etag=found.sha256, download_as=name)
    raise Http404


def _with_files(request: SignedIn, pk: int) -> Image:
    """An image that the user may see; a trashed one if they may restore it, a hidden one for administrators."""
    visible = (
        Image.objects.visible_to(request.user).filter(state__in=STATES_WITH_FILES).select_related("team")
    )
    found = get_object_or_404(visible, pk=pk)
    if found.trashed_at and denial_reason_modify(request.user, found):
        raise Http404
    return found


def _serve_copy(request: SignedIn, found: Image, side: int) -> HttpResponseBase:
    """All copies except the thumbnail are made on first view, from the smallest larger file."""
    name = found.thumbnail if side == THUMBNAIL else found.copy(side)
    facts = {"media_type": "image/webp", "etag": f"{found.sha256}-{side}"}
    if side == THUMBNAIL or default_storage.exists(name):
        return serve(request, name, **facts)
    try:
        with default_storage.open(found.thumbnail if side < THUMBNAIL else found.file) as file:
            close_old_connections()  # a request that waits to decode must not hold a connection
            data = shrink(file, side)
    except FileNotFoundError as error:
        raise Http404 from error
    _store_copy(name, data)
    return send(data, **facts)


def _store_copy(name: str, data: bytes) -> None:
    """Stores the copy for the next view; if the storage is full, the next view makes it again."""
    try:
        made = default_storage.save(name, ContentFile(data))
    except OSError as error:
        log.warning("A smaller copy of an image could not be stored: %s", error)
        return
    if made != name:  # another request was faster; one copy is enough
        default_storage.delete(made)
