"""Parses a JSON body while it arrives: long data URIs go to files, the small rest is parsed as JSON.

Fourteen references of 10 MB are 187 MB of JSON; parsing that in one piece takes three times as much memory
and blocks the event loop for a second.
"""

import json
import re
import secrets
from pathlib import Path
from typing import Any, BinaryIO

from studio.provider.server.errors import Refusal

EXTRACT_FROM = 64 * 1024
MAX_REST = 4 * 1024**2
_END = re.compile(rb'["\\]')


class BodyParser:
    """Feed it chunks, then `finish()`. `extracted` maps each placeholder in the JSON to the file with its text.

    The files keep JSON's escapes, which are decoded when the file is read.
    """

    def __init__(self, folder: Path, *, max_body: int) -> None:
        self.extracted: dict[str, Path] = {}
        self._folder = folder
        self._left = max_body
        self._secret = secrets.token_hex(8)
        self._rest = bytearray()
        self._string = bytearray()
        self._inside = self._escaped = False
        self._file: BinaryIO | None = None

    def feed(self, chunk: bytes) -> None:
        self._left -= len(chunk)
        if self._left < 0 or len(self._rest) > MAX_REST or len(self._string) > MAX_REST:
            raise Refusal(413, "RequestTooLarge", "The request body is too large.")
        at = 0
        while at < len(chunk):
            at = self._in_string(chunk, at) if self._inside else self._outside(chunk, at)

    def finish(self) -> dict[str, Any]:
        self.close()
        try:
            payload = json.loads(self._rest + self._string)
        except (ValueError, RecursionError):
            payload = None
        if not isinstance(payload, dict):
            raise Refusal(400, "InvalidParameter", "The request body is not a JSON object.")
        return payload

    def close(self) -> None:
        if self._file:
            self._file.close()
            self._file = None

    def _outside(self, chunk: bytes, at: int) -> int:
        quote = chunk.find(b'"', at)
        end = len(chunk) if quote < 0 else quote + 1
        self._rest += chunk[at:end]
        self._inside = quote >= 0
        return end

    def _in_string(self, chunk: bytes, at: int) -> int:
        if self._escaped:
            self._escaped = False
            self._keep(chunk[at : at + 1])
            return at + 1
        found = _END.search(chunk, at)
        if not found:
            self._keep(chunk[at:])
            return len(chunk)
        self._keep(chunk[at : found.start()])
        if found.group() == b"\\":
            self._escaped = True
            self._keep(b"\\")
        else:
            self._end_string()
        return found.end()

    def _keep(self, piece: bytes) -> None:
        if self._file:
            self._file.write(piece)
            return
        self._string += piece
        if len(self._string) > EXTRACT_FROM and self._string.startswith(b"data:"):
            self._extract()

    def _extract(self) -> None:
        name = f"extracted-{self._secret}-{len(self.extracted)}"
        path = self._folder / f"{len(self.extracted)}.uri"
        self._file = path.open("wb")
        self._file.write(self._string)
        self._string[:] = name.encode()
        self.extracted[name] = path

    def _end_string(self) -> None:
        self.close()
        self._rest += self._string + b'"'
        self._string.clear()
        self._inside = False
