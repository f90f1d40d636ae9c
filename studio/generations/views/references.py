"""Reference pictures: one upload a request, and their thumbnails."""

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from studio.accounts.http import SignedIn
from studio.accounts.models import User
from studio.generations.files import serve
from studio.generations.models import Generation, Image, Upload
from studio.generations.pictures import RefusedPicture
from studio.generations.uploads import keep


@require_POST
def references(request: SignedIn) -> HttpResponse:
    """Keeps one picture (field `file`); answers with its tile, or with 422 and the tile that says why not."""
    file = request.FILES.get("file")
    if file is None:
        refused = {"name": "", "error": _("No file arrived. Choose it again.")}
        return render(request, "generations/reference.html", {"reference": refused}, status=422)
    try:
        kept = keep(file, by=request.user)
    except RefusedPicture as reason:
        refused = {"name": file.name or "", "error": str(reason)}
        return render(request, "generations/reference.html", {"reference": refused}, status=422)
    return render(request, "generations/reference.html", {"reference": kept})


@require_GET
def reference_file(request: SignedIn, pk: int) -> HttpResponseBase:
    """The thumbnail of a reference: my own, or one of what I may see made with it."""
    upload = get_object_or_404(Upload, pk=pk)
    if upload.owner_id != request.user.pk and not _shows(upload, request.user):
        raise Http404
    return serve(request, upload.thumbnail, media_type="image/webp", etag=upload.source_sha256)


def _shows(upload: Upload, viewer: User) -> bool:
    """Whether a run that used it may be seen, or an image that was shared out of a private one."""
    runs = Generation.objects.visible_to(viewer).filter(references__upload=upload)
    images = Image.objects.visible_to(viewer).stored().filter(generation__references__upload=upload)
    return runs.exists() or images.exists()
