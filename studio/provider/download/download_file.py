"""Writes a download to a temporary file until it is complete, checked and synced to disk."""

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
"""Bytes at the end in which the end marker must be; some encoders add padding after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A downloaded result. `sha256` is in hexadecimal."""

    path: Path
    bytes: int
    sha256: str
    width: int
    height: int


class DownloadFile:
    """Writes a temporary file next to `into` and renames it on save. Every method blocks on the disk.

    `save` syncs the bytes, not the directory entry: that is up to the caller, who moves the file.
    """

    def __init__(self, into: Path, *, max_bytes: int) -> None:
        self._into = into
        self._part = into.with_name(f".{into.name}.{secrets.token_hex(4)}.part")
        self._max_bytes = max_bytes
        self._hash = hashlib.sha256()
        self._bytes = 0
        self._file = self._part.open("xb")

    def write(self, block: memoryview) -> None:
        """Raises ResultError if the file exceeds the size limit, or its first bytes are not those of a JPEG."""
        if not self._bytes and block[: len(_MAGIC)] != _MAGIC:
            raise ResultError("not_jpeg")
        self._bytes += len(block)
        if self._bytes > self._max_bytes:
            raise ResultError("too_big")
        with _disk_errors_as_not_written():
            self._file.write(block)
        self._hash.update(block)

    def save(self) -> Fetched:
        """Raises ResultError if the image has no readable header or no end marker."""
        if not self._bytes:
            raise ResultError("empty")
        with _disk_errors_as_not_written():
            self._file.flush()
            os.fsync(self._file.fileno())
            width, height = _header(self._part)
            _check_end(self._part, self._bytes)
            self._part.replace(self._into)
        return Fetched(
            path=self._into, bytes=self._bytes, sha256=self._hash.hexdigest(), width=width, height=height
        )

    def discard(self) -> None:
        """Closes the file, and removes it if it is incomplete."""
        self._part.unlink(missing_ok=True)
        self._file.close()


@contextmanager
def open_download(into: Path, *, max_bytes: int) -> Iterator[DownloadFile]:
    """Opens a temporary file and removes it at the end unless saved. Disk errors become ResultError `not_written`."""
    with _disk_errors_as_not_written():
        download_file = DownloadFile(into, max_bytes=max_bytes)
    try:
        yield download_file
    finally:
        with _disk_errors_as_not_written():
            download_file.discard()


@contextmanager
def _disk_errors_as_not_written() -> Iterator[None]:
    try:
        yield
    except OSError:
        raise ResultError("not_written") from None


def _header(path: Path) -> tuple[int, int]:
    """Reads the image's size with the decoder that makes the thumbnails."""
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
