"""The files behind the signed links in responses."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from studio.accounts.permissions import denial_reason_download
from studio.api.responses import error_response
from studio.api.signed_links import LinkInvalid, read_link
from studio.generations.media.serving import serve
from studio.generations.models import Image
from studio.provider.server.errors import Refusal


@login_not_required
@csrf_exempt  # sessions are not used; other methods must get 405, not a CSRF error
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Serves an image to anyone with its link, unless the studio withholds it (hidden, or not released)."""
    with translation.override("en"):
        try:
            image = _image(token)
        except Refusal as refusal:
            return error_response(refusal)
    Image.objects.filter(pk=image.pk).mark_downloaded()
    response = serve(request, image.file, media_type="image/jpeg", etag=image.sha256)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _image(token: str) -> Image:
    try:
        pk = read_link(token)
    except LinkInvalid as error:
        raise Refusal(403, "AccessDenied", str(error)) from error
    image = Image.objects.stored().select_related("owner", "team", "generation").filter(pk=pk).first()
    if image is None:
        raise Refusal(404, "NotFound", "The image is no longer available.")
    needs_review = image.generation.needs_review
    if reason := denial_reason_download(image.owner, image.team, needs_review=needs_review):
        raise Refusal(403, "AccessDenied", reason)
    return image
