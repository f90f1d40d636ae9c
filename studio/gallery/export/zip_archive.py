"""Many images as one ZIP file, generated while it is sent, so that memory use does not depend on their number.

Images are JPEGs and not compressed again. At the end two manifests list the contents, and what could not be read: the
same rows for a spreadsheet and for a program.
"""

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.core.files.storage import default_storage
from django.utils import timezone

from studio.accounts.models import User
from studio.gallery.export.manifest import COLUMNS, facts
from studio.generations.media.file_names import UniqueNames
from studio.generations.models import Image
from studio.infra.csv_cells import csv_cell

CHUNK = 256 * 1024  # bytes that are read and sent at a time
ROWS = 200  # images whose rows are read at a time
_IN_MEMORY = 1024 * 1024  # bytes of a manifest; a longer one is spooled to a file


class _OutputBuffer(io.RawIOBase):
    """Data that was written and not sent yet. It is not seekable, so that `zipfile` needs no sent data."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.waiting = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._parts.append(bytes(data))
        self.waiting += len(data)
        return len(data)

    def take(self) -> bytes:
        parts, self._parts, self.waiting = self._parts, [], 0
        return b"".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFile:
    """A file to add to the archive."""

    file: IO[bytes]
    size: int
    sha256: str


class SkippedImage(Exception):
    """The image is not in the archive; the manifest gives the reason."""


def stored_file(image: Image) -> ArchiveFile:
    """The original file. Raises SkippedImage."""
    try:
        file = default_storage.open(image.file)
        return ArchiveFile(file=file, size=file.size, sha256=image.sha256)
    except FileNotFoundError as error:
        raise SkippedImage("The file is missing.") from error
    except OSError as error:
        raise SkippedImage("The file cannot be read.") from error


def write_zip(
    images: Sequence[int],
    *,
    viewer: User,
    site: str,
    open_file: Callable[[Image], ArchiveFile] = stored_file,
) -> Generator[bytes]:
    """The file in pieces, with those of the images (by id) that `viewer` may still see when each is added.

    Each step may run in another thread. `site` is the base of the images' URLs; `open_file` raises SkippedImage for
    an image that cannot be included.
    """
    out = _OutputBuffer()
    with ExitStack() as stack:
        table, listing = (stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY)) for _ in range(2))
        archive = zipfile.ZipFile(out, "w", zipfile.ZIP_STORED)
        manifest = _Manifest(table, listing)
        names = UniqueNames()
        for image, row in _rows(images, viewer, site):
            row["file"] = names.add(row["file"])
            row |= yield from _write_image(archive, out, image, row["file"], open_file)
            manifest.add(row)
        manifest.close()
        for name, file in (("manifest.csv", table), ("manifest.json", listing)):
            yield from _write_entry(
                archive, out, _entry_info(name, timezone.now(), zipfile.ZIP_DEFLATED), file
            )
        archive.close()
        yield out.take()


def _rows(images: Sequence[int], viewer: User, site: str) -> Iterator[tuple[Image, dict[str, Any]]]:
    for start in range(0, len(images), ROWS):
        chunk = images[start : start + ROWS]
        seen = Image.objects.visible_to(viewer).stored().filter(pk__in=chunk)
        found = list(seen.select_related("generation", "owner", "team").order_by("-pk"))
        yield from zip(found, facts(found, viewer=viewer, site=site), strict=True)


def _write_image(
    archive: zipfile.ZipFile,
    out: _OutputBuffer,
    image: Image,
    name: str,
    open_file: Callable[[Image], ArchiveFile],
) -> Generator[bytes, None, dict[str, str]]:
    """Writes the image, and returns its fields for the manifest: the file's hash, or why it was skipped."""
    try:
        picture = open_file(image)
    except SkippedImage as reason:
        return {"problem": str(reason)}
    with picture.file as file:
        info = _entry_info(name, image.generation.created, zipfile.ZIP_STORED)
        info.file_size = picture.size  # an entry above 4 GB needs the size in its header
        yield from _write_entry(archive, out, info, file)
    return {"sha256": picture.sha256}


def _write_entry(
    archive: zipfile.ZipFile, out: _OutputBuffer, info: zipfile.ZipInfo, file: IO[bytes] | Any
) -> Iterator[bytes]:
    with archive.open(info, "w") as entry:
        while data := file.read(CHUNK):
            entry.write(data)
            if out.waiting >= CHUNK:
                yield out.take()


def _entry_info(name: str, moment: datetime, method: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, timezone.localtime(moment).timetuple()[:6])
    info.compress_type = method
    info.external_attr = 0o644 << 16
    return info


class _Manifest:
    """The two manifests, written row by row."""

    def __init__(self, table: IO[bytes], listing: IO[bytes]) -> None:
        self._files = table, listing
        self._text = io.TextIOWrapper(table, "utf-8-sig", newline="", write_through=True)
        self._csv = csv.writer(self._text)
        self._csv.writerow(COLUMNS)
        self._before = b"[\n"

    def add(self, row: dict[str, Any]) -> None:
        self._csv.writerow(csv_cell(row[name]) for name in COLUMNS)
        self._files[1].write(self._before + json.dumps(row, ensure_ascii=False).encode())
        self._before = b",\n"

    def close(self) -> None:
        """Completes both manifests, and rewinds them."""
        self._text.detach()
        self._files[1].write(b"[]\n" if self._before == b"[\n" else b"\n]\n")
        for file in self._files:
            file.seek(0)
