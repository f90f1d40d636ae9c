"""Exports usage as a file, with the same view, team and days as the page."""

from django.http import Http404
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_POST

from studio.accounts.request_utils import SignedIn
from studio.infra.thread_stream import stream_in_threads
from studio.usage.export import FORMATS, export
from studio.usage.query import read

CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@require_POST
def usage_export(request: SignedIn, kind: str) -> HttpResponseBase:
    if kind not in FORMATS:
        raise Http404
    query = read(request.user, request.GET.dict())
    pieces = export(query, kind=kind, by=request.user)
    name = f"usage-{query.first}-{query.last}.{kind}"
    response = StreamingHttpResponse(stream_in_threads(pieces), content_type=CONTENT_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Accel-Buffering"] = "no"
    return response
