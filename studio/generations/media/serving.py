"""Serves stored pictures after the access check, and never anything else."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import IO

from asgiref.sync import sync_to_async
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

CHUNK = 256 * 1024  # bytes
IN_ONE_PIECE = 512 * 1024  # bytes; a thumbnail is sent whole, an original in chunks

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    # Kept by the browser alone, and asked for again each time: an image that is hidden now is not shown from a cache.
    "Cache-Control": "private, no-cache",
}


def serve(
    request: HttpRequest, name: str, *, media_type: str, etag: str, download_as: str = ""
) -> HttpResponseBase:
    """A stored file with a fixed type, for a viewer whose access was already checked.

    304 when they have it, 404 when it is gone.
    """
    tag = f'"{etag}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag, "Cache-Control": _HEADERS["Cache-Control"]})
    try:
        size = default_storage.size(name)
        response = (
            _whole(default_storage.open(name))
            if size <= IN_ONE_PIECE
            else StreamingHttpResponse(_chunks(name))
        )
    except FileNotFoundError as error:
        raise Http404 from error
    _set_headers(response, tag, media_type, size)
    if download_as:
        response.headers["Content-Disposition"] = _attachment(download_as)
    return response


def send(data: bytes, *, media_type: str, etag: str) -> HttpResponse:
    """A picture that is not stored, with the headers of one that is."""
    response = HttpResponse(data)
    _set_headers(response, f'"{etag}"', media_type, len(data))
    return response


def send_attachment(file: IO[bytes], *, size: int, media_type: str, etag: str, name: str) -> HttpResponseBase:
    """An open file that nobody keeps: it is closed when it has been sent."""
    response = _whole(file) if size <= IN_ONE_PIECE else StreamingHttpResponse(_pieces(file))
    _set_headers(response, f'"{etag}"', media_type, size)
    response.headers["Content-Disposition"] = _attachment(name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _attachment(name: str) -> str:
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


def _set_headers(response: HttpResponseBase, tag: str, media_type: str, size: int) -> None:
    own = {"ETag": tag, "Content-Type": media_type, "Content-Length": str(size)}
    for header, value in {**_HEADERS, **own}.items():
        response.headers[header] = value


def _whole(file: IO[bytes]) -> HttpResponse:
    with file:
        return HttpResponse(file.read())


async def _chunks(name: str) -> AsyncIterator[bytes]:
    """The file in pieces, read in threads: a 10 MB original costs one piece of memory."""
    file = await sync_to_async(default_storage.open, thread_sensitive=False)(name)
    async with aclosing(_pieces(file)) as pieces:
        async for piece in pieces:
            yield piece


async def _pieces(file: IO[bytes]) -> AsyncGenerator[bytes]:
    """An open file to its end, which is closed then."""
    try:
        while chunk := await sync_to_async(file.read, thread_sensitive=False)(CHUNK):
            yield chunk
    finally:
        await sync_to_async(file.close, thread_sensitive=False)()
