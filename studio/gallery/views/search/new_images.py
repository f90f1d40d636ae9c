"""Images added to a gallery since its page was rendered: their number, and the tiles."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from studio.accounts.request_utils import SignedIn
from studio.gallery.curation.favourites import with_favourite
from studio.gallery.scope import GalleryScope
from studio.gallery.search.density import density
from studio.gallery.search.new_images import MOST, PageState
from studio.gallery.search.pagination import page_of
from studio.gallery.search.query import NEWEST, ImageQuery
from studio.generations.live.new_images import find_new_images
from studio.generations.models.image import ImageQuerySet


@never_cache
@require_GET
def gallery_new(request: SignedIn) -> HttpResponse:
    """The number of new images that the gallery's query finds, as a link; with `tiles` the images.

    With `reload`, and in any other order than by time, they cannot be inserted at the top: the link loads the page.
    """
    image_query = ImageQuery.read(request.GET, viewer=request.user)
    now = timezone.now()
    state = PageState.read(request.GET, now=now)
    added = find_new_images(image_query.team, viewer=request.user, since=state.since, most=MOST + 1)
    images = image_query.images().filter(pk__in=state.new(added))
    if "tiles" in request.GET:
        return _tiles(request, image_query, images=images, state=PageState.of_images(added, made=now))
    has_place = image_query.sort == NEWEST and "reload" not in request.GET and len(added) <= MOST
    context = {
        "count": images.order_by().count(),
        "gallery_url": image_query.url(),
        "tiles_url": new_url(image_query, state, tiles=1) if has_place else None,
    }
    return render(request, "gallery/new_count.html", context)


def _tiles(
    request: SignedIn, image_query: ImageQuery, *, images: ImageQuerySet, state: PageState
) -> HttpResponse:
    page = page_of(with_favourite(images, viewer=request.user))
    context = {
        "scope": GalleryScope(team=image_query.team, found=image_query.text()),
        "images": page.rows,
        "density": density(request),
        "new_url": new_url(image_query, state),
    }
    return render(request, "gallery/new_tiles.html", context)


def new_url(image_query: ImageQuery, state: PageState, **more: int) -> str:
    """The URL at which a page in this state asks for new images."""
    query = image_query.text(more={**state.query, **more})
    return f"{reverse('gallery_new')}?{query}"
