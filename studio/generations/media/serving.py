"""Serves stored images, and nothing else, after the access check."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import IO

from asgiref.sync import sync_to_async
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

CHUNK = 256 * 1024  # bytes
MAX_UNSTREAMED = 512 * 1024  # bytes; a thumbnail is sent at once, an original in chunks

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    # Cached by the browser only, and revalidated each time: an image that was hidden is not shown from a cache.
    "Cache-Control": "private, no-cache",
}


def serve(
    request: HttpRequest, name: str, *, media_type: str, etag: str, download_as: str = ""
) -> HttpResponseBase:
    """A stored file with a fixed type, for a viewer whose access was already checked.

    304 when their copy is current, 404 when the file is missing.
    """
    tag = f'"{etag}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag, "Cache-Control": _HEADERS["Cache-Control"]})
    try:
        size = default_storage.size(name)
        response = (
            _read_whole(default_storage.open(name))
            if size <= MAX_UNSTREAMED
            else StreamingHttpResponse(_chunks(name))
        )
    except FileNotFoundError as error:
        raise Http404 from error
    _set_headers(response, tag, media_type, size)
    if download_as:
        response.headers["Content-Disposition"] = _attachment(download_as)
    return response


def send(data: bytes, *, media_type: str, etag: str) -> HttpResponse:
    """An image that is not stored, with the headers of a stored one."""
    response = HttpResponse(data)
    _set_headers(response, f'"{etag}"', media_type, len(data))
    return response


def send_attachment(file: IO[bytes], *, size: int, media_type: str, etag: str, name: str) -> HttpResponseBase:
    """An open temporary file as an attachment; it is closed when it has been sent."""
    response = _read_whole(file) if size <= MAX_UNSTREAMED else StreamingHttpResponse(_pieces(file))
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


def _read_whole(file: IO[bytes]) -> HttpResponse:
    with file:
        return HttpResponse(file.read())


async def _chunks(name: str) -> AsyncIterator[bytes]:
    """The file in pieces, read in threads: only one piece of a 10 MB original is in memory."""
    file = await sync_to_async(default_storage.open, thread_sensitive=False)(name)
    async with aclosing(_pieces(file)) as pieces:
        async for piece in pieces:
            yield piece


async def _pieces(file: IO[bytes]) -> AsyncGenerator[bytes]:
    """Reads an open file to its end, and closes it."""
    try:
        while chunk := await sync_to_async(file.read, thread_sensitive=False)(CHUNK):
            yield chunk
    finally:
        await sync_to_async(file.close, thread_sensitive=False)()
