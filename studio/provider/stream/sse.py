"""An incremental parser of server-sent events: bytes in, messages out.

Takes linear time for any chunks and bounded memory for any lines. The provider charges for every message, so messages
that the standard drops (after a BOM, before a missing last blank line) are kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from studio.provider.stream.base64_spool import Base64Spool

MAX_DATA = 32 * 1024**2
"""Bytes of one message kept in memory; a longer one is reported as `too_long`, without its data."""
_MAX_NAME = 256
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One event. `b64_path` is the file with its `b64_json`, which is then empty in `data`."""

    name: str
    data: bytes
    b64_path: Path | None = None
    too_long: bool = False


class Parser:
    """Feed it chunks as they arrive; `finish` returns the rest.

    With a `spool` the base64 of a message is written to a file while it arrives.
    """

    def __init__(self, *, spool: Path | None = None, max_data: int = MAX_DATA) -> None:
        self._spool = spool
        self._max_data = max_data
        self._start: bytes | None = b""
        self._after_cr = False
        self._line = _Line()
        self._name = ""
        self._data = Base64Spool(spool, limit=max_data)

    def feed(self, chunk: bytes) -> list[Message]:
        """The messages that this chunk completes."""
        *lines, beginning = self._split(self._without_bom(chunk))
        messages: list[Message] = []
        for line in lines:
            self._piece(line)
            messages += self._end_line()
        self._piece(beginning)
        return messages

    def finish(self) -> list[Message]:
        """Ends the input, including a last line without a line end and a last event without its blank line."""
        self._piece(self._start or b"")
        self._start = None
        return [*self._end_line(), *self._dispatch()]

    def close(self) -> None:
        """Removes the file of an unfinished message."""
        self._data.discard()

    def _without_bom(self, chunk: bytes) -> bytes:
        """Holds back the first bytes until they are, or cannot be, a BOM."""
        if self._start is None:
            return chunk
        start = self._start + chunk
        if len(start) < len(_BOM) and _BOM.startswith(start):
            self._start = start
            return b""
        self._start = None
        return start.removeprefix(_BOM)

    def _split(self, chunk: bytes) -> list[bytes]:
        """Splits at LF, CR and CRLF only; the last item is the beginning of an unfinished line."""
        if not chunk:
            return [chunk]
        if self._after_cr and chunk.startswith(b"\n"):
            chunk = chunk[1:]
        self._after_cr = chunk.endswith(b"\r")
        if b"\r" in chunk:
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return chunk.split(b"\n")

    def _piece(self, piece: bytes) -> None:
        """Processes a part of a line: the field name, then the value."""
        line = self._line
        if line.field is None:
            piece = line.begin(piece)
            if line.field == b"data":
                self._data.begin_line()
        if line.field == b"data":
            self._data.feed(piece)
        elif line.field == b"event":
            line.value += piece[: _MAX_NAME - len(line.value)]

    def _end_line(self) -> Iterator[Message]:
        line, self._line = self._line, _Line()
        if line.field is None:
            if not line.head:
                yield from self._dispatch()
                return
            line.field = bytes(line.head).removesuffix(b":")
            if line.field == b"data":
                self._data.begin_line()
        if line.field == b"event":
            self._name = line.value.decode("utf-8", "replace")

    def _dispatch(self) -> Iterator[Message]:
        name, data = self._name, self._data
        self._reset()
        if data.lines:
            yield Message(name=name, data=bytes(data.text), b64_path=data.close(), too_long=data.too_long)

    def _reset(self) -> None:
        self._name = ""
        self._data = Base64Spool(self._spool, limit=self._max_data)


class _Line:
    """The line being read: its field once that is known, before that its beginning."""

    __slots__ = ("field", "head", "value")

    def __init__(self) -> None:
        self.field: bytes | None = None
        self.head = bytearray()
        self.value = bytearray()

    def begin(self, piece: bytes) -> bytes:
        """Reads up to the colon and the byte after it, which may be a space to skip."""
        before = len(self.head)
        self.head += piece[:_MAX_NAME]
        colon = self.head.find(b":")
        if colon < 0:
            if len(self.head) >= _MAX_NAME:
                self.field = b""
            return b""
        value = piece[max(0, colon + 1 - before) :]
        if value:
            self.field = bytes(self.head[:colon])
        return value.removeprefix(b" ")
