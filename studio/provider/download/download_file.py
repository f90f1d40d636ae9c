"""A downloaded file: under a temporary name until it is whole, checked and on the disk."""

import hashlib
import os
import secrets
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import JpegImagePlugin

from studio.provider.download.links import ResultError
from studio.provider.limits import REFERENCE_MAX_PIXELS

_MAGIC = b"\xff\xd8\xff"
_END = b"\xff\xd9"
_TAIL = 64 * 1024
"""Where the end of the picture must be; some encoders leave padding after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A result on the disk. `sha256` is in hexadecimal."""

    path: Path
    bytes: int
    sha256: str
    width: int
    height: int


class DownloadFile:
    """Writes beside `into` and takes its place at the end. Every method blocks on the disk.

    The bytes are on the disk then; making the name durable is up to the caller, who moves the file.
    """

    def __init__(self, into: Path, *, max_bytes: int) -> None:
        self._into = into
        self._part = into.with_name(f".{into.name}.{secrets.token_hex(4)}.part")
        self._max_bytes = max_bytes
        self._hash = hashlib.sha256()
        self._bytes = 0
        self._file = self._part.open("xb")

    def write(self, block: memoryview) -> None:
        """Raises ResultError for a file above the limit, or that is no JPEG from its first bytes on."""
        if not self._bytes and block[: len(_MAGIC)] != _MAGIC:
            raise ResultError("not_jpeg")
        self._bytes += len(block)
        if self._bytes > self._max_bytes:
            raise ResultError("too_big")
        with _refusals():
            self._file.write(block)
        self._hash.update(block)

    def save(self) -> Fetched:
        """Raises ResultError for a picture that has no readable header or no end."""
        if not self._bytes:
            raise ResultError("empty")
        with _refusals():
            self._file.flush()
            os.fsync(self._file.fileno())
            width, height = _header(self._part)
            _check_end(self._part, self._bytes)
            self._part.replace(self._into)
        return Fetched(
            path=self._into, bytes=self._bytes, sha256=self._hash.hexdigest(), width=width, height=height
        )

    def discard(self) -> None:
        """Closes, and removes an incomplete file."""
        self._part.unlink(missing_ok=True)
        self._file.close()


@contextmanager
def open_download(into: Path, *, max_bytes: int) -> Iterator[DownloadFile]:
    """A temporary file, removed at the end unless saved. What the disk refuses is `not_written`."""
    with _refusals():
        place = DownloadFile(into, max_bytes=max_bytes)
    try:
        yield place
    finally:
        with _refusals():
            place.discard()


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except OSError:
        raise ResultError("not_written") from None


def _header(path: Path) -> tuple[int, int]:
    """The size, read by the decoder that will draw the thumbnails."""
    try:
        with JpegImagePlugin.JpegImageFile(path) as image:
            width, height = image.size
    except (OSError, SyntaxError, ValueError, TypeError, IndexError, struct.error):
        raise ResultError("not_jpeg") from None
    if width * height > REFERENCE_MAX_PIXELS:
        raise ResultError("too_many_pixels")
    return width, height


def _check_end(path: Path, size: int) -> None:
    with path.open("rb") as file:
        file.seek(max(0, size - _TAIL))
        if _END not in file.read():
            raise ResultError("short")
