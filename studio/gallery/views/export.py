"""ZIP files of a selection or of a run, generated while they are sent."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from studio.accounts.models import Team
from studio.accounts.permissions import denial_reason_download, require
from studio.accounts.request_utils import SignedIn
from studio.audit.actions import Action
from studio.audit.record import record
from studio.gallery.bulk.selection import selected_images
from studio.gallery.export.zip_archive import ArchiveFile, stored_file, write_zip
from studio.gallery.views.redirects import go_back
from studio.generations.media.file_names import run_file_name
from studio.generations.models import Generation, Image
from studio.infra.thread_stream import stream_in_threads


@require_POST
def images_zip(request: SignedIn) -> HttpResponseBase:
    """The selected images (`image`, or `all`) as an attachment; a redirect with a message when there are none."""
    ids = list(selected_images(request).order_by("-pk").values_list("pk", flat=True))
    if problem := _denial_reason(request, ids) if ids else _("Select at least one image."):
        messages.warning(request, problem)
        return go_back(request)
    name = gallery_file_name(ids)
    _record(request, ids, target_name=name)
    return send_zip(request, ids, name=name)


@require_GET
def run_zip(request: SignedIn, pk: int) -> HttpResponseBase:
    """The images of a run as an attachment; a redirect to the run with a message when there are none."""
    run = get_object_or_404(Generation.objects.visible_to(request.user), pk=pk)
    images = Image.objects.visible_to(request.user).stored().filter(generation=run)
    ids = list(images.order_by("-pk").values_list("pk", flat=True))
    if not ids:
        messages.warning(request, _("This run has no images to download."))
        return redirect(run)
    require(_denial_reason(request, ids))
    _record(request, ids, target=run, target_name=f"#{run.pk}")  # its `__str__` contains words of its prompt
    return send_zip(request, ids, name=run_file_name(run.day, run.prompt))


def _denial_reason(request: SignedIn, ids: list[int]) -> str:
    """Why these images may not be downloaded; empty when they may."""
    gated = Team.objects.filter(release_gate=True, images__in=ids).first()
    if reason := denial_reason_download(request.user, gated):
        return reason
    marked = Image.objects.filter(pk__in=ids, generation__needs_review=True, team__approvals__gt=0)
    if image := marked.select_related("team").first():
        return denial_reason_download(request.user, image.team, needs_review=True)
    return ""


@transaction.atomic
def _record(request: SignedIn, ids: list[int], **target: Any) -> None:
    teams = Team.objects.filter(pk__in=Image.objects.filter(pk__in=ids).order_by().values("team"))[:2]
    team = teams[0] if len(teams) == 1 else None
    Image.objects.filter(pk__in=ids).mark_downloaded()
    record(Action.IMAGES_EXPORTED, actor=request.user, team=team, after={"images": len(ids)}, **target)


def send_zip(
    request: SignedIn,
    ids: list[int],
    *,
    name: str,
    open_file: Callable[[Image], ArchiveFile] = stored_file,
) -> StreamingHttpResponse:
    """The images (by id) as an attachment, generated while it is sent."""
    pieces = write_zip(ids, viewer=request.user, site=request.build_absolute_uri("/"), open_file=open_file)
    response = StreamingHttpResponse(stream_in_threads(pieces), content_type="application/zip")
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def gallery_file_name(ids: list[int]) -> str:
    """The file name with day and gallery: a team, “private”, or “images” for several galleries."""
    places = Image.objects.filter(pk__in=ids).order_by().values_list("team__slug", flat=True).distinct()[:2]
    gallery = (places[0] or "private") if len(places) == 1 else "images"
    return f"seedream-{gallery}-{timezone.localdate():%Y-%m-%d}.zip"
