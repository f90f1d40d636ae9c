"""Which images a form of the gallery means: the ticked ones by id, or all that an address finds."""

from django.http import QueryDict

from studio.accounts.http import SignedIn
from studio.gallery.finding import Finding
from studio.generations.models import Image
from studio.generations.models.image import ImageQuerySet

MOST = 10_000
"""Images in one step."""


def selected(request: SignedIn) -> ImageQuerySet:
    """The stored images that the person may see and the form names: fields `image` (ids), or `all`, a gallery's query.

    What is not there, or not to be seen, is not among them; at most `MOST`, the newest.
    """
    viewer = request.user
    if "all" in request.POST:
        found = Finding.read(QueryDict(request.POST["all"]), viewer=viewer).images()
        return Image.objects.filter(pk__in=found.order_by("-id").values("pk")[:MOST])
    ids = {int(text) for text in request.POST.getlist("image") if text.isdecimal() and len(text) < 19}
    return Image.objects.visible_to(viewer).stored().filter(pk__in=sorted(ids)[:MOST])
