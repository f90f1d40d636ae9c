"""The reference picker: searches images of the galleries, and adds the ticked ones."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from studio.accounts.request_utils import SignedIn, is_htmx
from studio.accounts.workspace import workspace_of
from studio.gallery.search.picker import (
    picker_page,
    room_text,
    ticked_images,
)
from studio.generations.composer.drafts import draft_of
from studio.generations.composer.uploads import store_image
from studio.generations.media.image_validation import UploadRejected
from studio.generations.models import Image
from studio.generations.views.choices import add_references, refuse
from studio.infra.parsing import number_in, numbers_in

MOST = 15  # ticked at once


@never_cache
@require_http_methods(["GET", "POST"])
def picker(request: SignedIn) -> HttpResponseBase:
    """GET: the images that I may use; `?q=` searches, `?before=<id>` continues, `?image=` stays ticked. POST: adds the
    ticked images."""
    if request.method == "POST":
        return _add(request)
    words = request.GET.get("q", "").strip()[:400]
    before = number_in(request.GET, "before")
    chosen = ticked_images(request.user, numbers_in(request.GET, "image")[:MOST])
    kept = [image.pk for image in chosen]
    page = picker_page(request.user, words=words, before=str(before or ""), without=kept)
    fields: dict[str, str | list[int]] = {"before": page.before or "", "q": words, "image": kept}
    context = {
        "images": page.rows,
        "ticked": [] if before else chosen,
        "words": words,
        "more_url": f"{reverse('picker')}?{urlencode(fields, doseq=True)}" if page.before else None,
        "room": room_text(draft_of(request.user, team=workspace_of(request.user)), len(chosen)),
    }
    return render(request, _template(request), context)


def _template(request: SignedIn) -> str:
    """The complete page without JavaScript; else the dialog, its search results, or the next page of them."""
    if not is_htmx(request):
        return "gallery/picker_page.html"
    if "before" in request.GET:
        return "gallery/picker_images.html"
    return "gallery/picker_results.html" if "q" in request.GET else "gallery/picker.html"


def _add(request: SignedIn) -> HttpResponseBase:
    wanted = numbers_in(request.POST, "image")[:MOST]
    found = Image.objects.visible_to(request.user).stored().in_bulk(wanted)
    try:
        kept = [store_image(found[pk], by=request.user) for pk in wanted if pk in found]
    except UploadRejected as reason:
        return refuse(request, str(reason))
    return add_references(request, kept)
