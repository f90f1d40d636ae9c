"""The images selected in a form of the gallery: ticked ones by id, or all that a query finds."""

from studio.accounts.request_utils import SignedIn
from studio.gallery.search.exact_query import parse_exact
from studio.generations.models import Image
from studio.generations.models.image import ImageQuerySet
from studio.infra.parsing import numbers_in

MOST = 10_000
"""Images in one step."""


def selected_images(request: SignedIn) -> ImageQuerySet:
    """The stored, visible images that the form names: fields `image` (ids), or `all`, a gallery's query.

    Missing and invisible images are left out; at most `MOST`, the newest. Raises UnreadableRequest for an invalid
    query, since the images are about to be changed.
    """
    viewer = request.user
    if "all" in request.POST:
        found = parse_exact(request.POST["all"], viewer=viewer).images()
        return Image.objects.filter(pk__in=found.order_by("-id").values("pk")[:MOST])
    ids = numbers_in(request.POST, "image")
    return Image.objects.visible_to(viewer).stored().filter(pk__in=sorted(ids)[:MOST])
