"""Collects the data of one event, and writes the base64 of its image to a file instead of memory."""

import binascii
import os
import re
import tempfile
from pathlib import Path

from studio.provider.limits import RESULT_MAX_BYTES

_MARK = re.compile(rb'"b64_json"\s*:\s*"')
_LONGEST_MARK = 64
_NOT_BASE64 = b"\\\n"  # JSON may escape a slash as \/, and data lines may be split anywhere


class Base64Spool:
    """The data lines of one event. `folder` None keeps everything in memory, up to `limit` bytes."""

    def __init__(self, folder: Path | None, *, limit: int) -> None:
        self.text = bytearray()
        self.lines = 0
        self.too_long = False
        self._folder = folder
        self._limit = limit
        self._image: Base64File | None = None
        self._inside = False

    def begin_line(self) -> None:
        """Starts another line of the same event: the standard joins them with a line feed."""
        self.lines += 1
        if self.lines > 1:
            self.feed(b"\n")

    def feed(self, piece: bytes) -> None:
        if self._inside and self._image:
            quote = piece.find(b'"')
            self._image.write(piece if quote < 0 else piece[:quote])
            if quote < 0:
                return
            self._inside = False
            piece = piece[quote:]
        self._keep(piece)

    def close(self) -> Path | None:
        """Returns the image's file if there was one and it was decoded completely."""
        if self._image is None:
            return None
        return self._image.close(whole=not self._inside)

    def discard(self) -> None:
        if self._image:
            self._image.close(whole=False)

    def _keep(self, piece: bytes) -> None:
        known = len(self.text)
        self.text += piece
        if self._folder and self._image is None:
            self._begin_image(self._folder, known)
        if self.too_long or len(self.text) > self._limit:
            self.too_long = True
            self.text.clear()

    def _begin_image(self, folder: Path, known: int) -> None:
        mark = _MARK.search(self.text, max(0, known - _LONGEST_MARK))
        if mark is None:
            return
        end = mark.end()
        del mark  # it exports the buffer, which is truncated below
        rest = bytes(self.text[end:])
        del self.text[end:]
        self._image, self._inside = Base64File(folder), True
        self.feed(rest)


class Base64File:
    """Decodes chunks of base64 into a file; invalid or oversize data leaves no file."""

    def __init__(self, folder: Path) -> None:
        handle, name = tempfile.mkstemp(dir=folder, suffix=".b64.part")
        self._file = os.fdopen(handle, "wb")
        self._path = Path(name)
        self._carry = b""
        self._written = 0
        self._broken = False

    def write(self, piece: bytes) -> None:
        if b"\\" in piece or b"\n" in piece:  # searching is ten times cheaper than removing
            piece = piece.translate(None, _NOT_BASE64)
        piece = self._carry + piece
        whole = len(piece) & ~3
        self._carry = piece[whole:]
        self._decode(piece[:whole])

    def close(self, *, whole: bool) -> Path | None:
        self._decode(self._carry + b"=" * (-len(self._carry) % 4))
        self._finish()
        if whole and not self._broken and self._written:
            return self._path
        self._path.unlink(missing_ok=True)
        return None

    def _finish(self) -> None:
        try:
            self._file.close()
        except OSError:  # the buffered data did not fit on the disk
            self._broken = True

    def _decode(self, piece: bytes) -> None:
        if self._broken:
            return
        try:
            self._written += self._file.write(binascii.a2b_base64(piece, strict_mode=True))
        except (binascii.Error, OSError):
            self._broken = True
        self._broken = self._broken or self._written > RESULT_MAX_BYTES
