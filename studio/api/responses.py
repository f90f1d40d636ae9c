"""Responses of the API's views, in the API's format."""

from django.http import HttpResponse

from studio.audit.request_context import current
from studio.provider.server.errors import Refusal


def error_response(refusal: Refusal) -> HttpResponse:
    """`{"error": …}` with the refusal's status and headers."""
    reply = refusal.reply(request_id=current().request_id, ark=False)
    return HttpResponse(
        reply.body, status=reply.status, content_type=reply.content_type, headers=dict(reply.headers)
    )
