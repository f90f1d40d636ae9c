"""Reference images: one upload per request, and their thumbnails."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from studio.accounts.models import User
from studio.accounts.request_utils import SignedIn
from studio.generations.composer.reference_limits import unused_of
from studio.generations.composer.uploads import delete_unused, store
from studio.generations.media.image_validation import TemporaryFailure, UploadRejected
from studio.generations.media.serving import serve
from studio.generations.models import BudgetRequest, Generation, Image, Upload


@require_POST
def references(request: SignedIn) -> HttpResponse:
    """Stores one image (field `file`); responds with its tile, or with a tile that shows the error.

    422 for an image that cannot be used; 503 when the same request may succeed later.
    """
    file = request.FILES.get("file")
    if file is None:
        refused = {"name": "", "error": _("No file received. Choose it again.")}
        return render(request, "generations/reference.html", {"reference": refused}, status=422)
    try:
        kept = store(file, by=request.user)
    except UploadRejected as reason:
        again = isinstance(reason, TemporaryFailure)
        reference = {"name": file.name or "", "error": str(reason), "again": again}
        status = 503 if again else 422
        return render(request, "generations/reference.html", {"reference": reference}, status=status)
    return render(request, "generations/reference.html", {"reference": kept})


@never_cache
@require_http_methods(["GET", "POST"])
def unused_references(request: SignedIn) -> HttpResponseBase:
    """GET: the number of my references that no run and no draft uses. POST: deletes them."""
    if request.method == "POST":
        count = delete_unused(request.user)
        messages.success(
            request,
            ngettext("%(count)d reference deleted.", "%(count)d references deleted.", count)
            % {"count": count},
        )
        return redirect("unused_references")
    return render(request, "generations/unused_references.html", {"unused": unused_of(request.user)})


@require_GET
def reference_file(request: SignedIn, pk: int) -> HttpResponseBase:
    """The thumbnail of a reference: my own, or one used by something that I may see; never a copy of a hidden image."""
    upload = get_object_or_404(Upload.objects.shown(), pk=pk)
    if upload.owner_id != request.user.pk and not _shows(upload, request.user):
        raise Http404
    return serve(request, upload.thumbnail, media_type="image/webp", etag=upload.source_sha256)


def _shows(upload: Upload, viewer: User) -> bool:
    """Whether the viewer may see a run or budget request that uses it, or an image shared from a private run."""
    runs = Generation.objects.visible_to(viewer).filter(references__upload=upload)
    images = Image.objects.visible_to(viewer).stored().filter(generation__references__upload=upload)
    requests = BudgetRequest.objects.visible_to(viewer).filter(uploads=upload)
    return runs.exists() or images.exists() or requests.exists()
