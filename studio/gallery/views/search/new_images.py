"""What has come into a gallery since its page was made: how much, and the tiles themselves."""

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

    With `reload`, and in any other order than by time, they have no place at the top: the link loads the page.
    """
    finding = ImageQuery.read(request.GET, viewer=request.user)
    now = timezone.now()
    state = PageState.read(request.GET, now=now)
    came = find_new_images(finding.team, viewer=request.user, since=state.since, most=MOST + 1)
    images = finding.images().filter(pk__in=state.new(came))
    if "tiles" in request.GET:
        return _tiles(request, finding, images=images, state=PageState.of_images(came, made=now))
    has_place = finding.sort == NEWEST and "reload" not in request.GET and len(came) <= MOST
    context = {
        "count": images.order_by().count(),
        "gallery_url": finding.url(),
        "tiles_url": new_url(finding, state, tiles=1) if has_place else None,
    }
    return render(request, "gallery/new_count.html", context)


def _tiles(
    request: SignedIn, finding: ImageQuery, *, images: ImageQuerySet, state: PageState
) -> HttpResponse:
    page = page_of(with_favourite(images, viewer=request.user))
    context = {
        "scope": GalleryScope(team=finding.team, found=finding.text()),
        "images": page.rows,
        "density": density(request),
        "new_url": new_url(finding, state),
    }
    return render(request, "gallery/new_tiles.html", context)


def new_url(finding: ImageQuery, state: PageState, **more: int) -> str:
    """Where a page in this state asks what is new."""
    query = finding.text(more={**state.query, **more})
    return f"{reverse('gallery_new')}?{query}"
