"""Downloads for release: one labelled copy, or many in a ZIP file; each is recorded."""

from collections import Counter

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studio.accounts.permissions import Forbidden
from studio.accounts.request_utils import SignedIn
from studio.gallery.bulk.selection import selected_images
from studio.gallery.export.zip_archive import ArchiveFile, SkippedImage
from studio.gallery.views.export import gallery_file_name, send_zip
from studio.gallery.views.image import get_visible_image
from studio.gallery.views.redirects import go_back
from studio.gallery.views.responses import show_refused
from studio.generations.media.serving import send_attachment
from studio.generations.models import Image
from studio.infra.images.image_errors import ImageRejected
from studio.review.release.copies import ReleasedCopy
from studio.review.release.releasing import NotApproved, denial_reason_release_image, release

MAX_IMAGES = 1_000
"""Images in one ZIP file: each gets its own release and audit entry."""


@require_POST
def image_release(request: SignedIn, pk: int) -> HttpResponseBase:
    """Sends the labelled copy as an attachment; redirects to the image with a message when that fails."""
    found = get_visible_image(request, pk)
    try:
        copy = _copy(found, request)
    except SkippedImage as problem:
        messages.error(request, str(problem))
        return redirect(found)
    return send_attachment(
        copy.file, size=copy.size, media_type="image/jpeg", etag=copy.sha256, name=found.download_name
    )


def _copy(image: Image, request: SignedIn) -> ReleasedCopy:
    """Raises SkippedImage for problems with the image, Forbidden if the person may not release it."""
    try:
        return release(image, by=request.user)
    except NotApproved as reason:
        raise SkippedImage(str(reason)) from reason
    except ImageRejected as error:
        raise SkippedImage(
            _("The AI label could not be written into the file. Nothing was released.")
        ) from error
    except OSError as error:
        raise SkippedImage(_("The file is missing. Nothing was released.")) from error


@require_POST
def images_release(request: SignedIn) -> HttpResponseBase:
    """Sends the approved images of the selection as a ZIP file of labelled copies; a message names the others."""
    images = selected_images(request).select_related("team").order_by("-pk")[:MAX_IMAGES]
    reasons = {image.pk: denial_reason_release_image(request.user, image) for image in images}
    ids = [pk for pk, reason in reasons.items() if not reason]
    show_refused(request, Counter(filter(None, reasons.values())))
    if not reasons:
        messages.info(request, _("Select at least one image."))
    if not ids:
        return go_back(request)

    def labelled(image: Image) -> ArchiveFile:
        try:
            copy = _copy(image, request)
        except Forbidden as reason:
            raise SkippedImage(str(reason)) from reason
        return ArchiveFile(file=copy.file, size=copy.size, sha256=copy.sha256)

    return send_zip(request, ids, name=gallery_file_name(ids), open_file=labelled)
