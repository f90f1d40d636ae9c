"""Decodes the body of a 200 response into events. Detects the format from the bytes, not from the Content-Type."""

import json
from enum import Enum
from pathlib import Path
from typing import Any

from studio.provider.errors import Outcome, ProviderError
from studio.provider.limits import MAX_IMAGES, RESULT_MAX_BYTES
from studio.provider.stream.base64_spool import Base64File
from studio.provider.stream.events import (
    Completed,
    Event,
    Indexer,
    RunFailed,
    Unknown,
    error_of,
    parse,
    parse_response,
)
from studio.provider.stream.sse import Message, Parser

_BOM = b"\xef\xbb\xbf"
_MAX_LINKS = 8 * 1024**2
_MAX_IMAGES = MAX_IMAGES * RESULT_MAX_BYTES * 4 // 3


class _Format(Enum):
    UNDECIDED = "undecided"
    EVENTS = "events"
    JSON = "json"
    OTHER = "other"


class Decoder:
    """Feed it the body; it keeps at most one event, or one JSON response, in memory.

    `done` is set by `[DONE]`, after which nothing follows. `settled` is set when every image's outcome is known.
    """

    def __init__(self, *, spool: Path | None = None) -> None:
        self.done = False
        self.settled = False
        self._spool = spool
        self._format = _Format.UNDECIDED
        self._parser = Parser(spool=spool)
        self._indexer = Indexer()
        self._body = bytearray()

    def feed(self, chunk: bytes) -> list[Event]:
        """The events that this chunk completes."""
        if self._format is _Format.UNDECIDED:
            chunk = self._detect_format(chunk)
        if self._format is _Format.EVENTS:
            return self._events(self._parser.feed(chunk))
        if self._format is _Format.JSON:
            self._body += chunk
            if len(self._body) > (_MAX_IMAGES if self._spool else _MAX_LINKS):
                raise _invalid_response("The response is too long.")
        return []

    def finish(self) -> list[Event]:
        """The remaining events at a clean end; raises ProviderError for an invalid response, or an error in a 200."""
        if self._format is _Format.JSON:
            return self._json_answer()
        if self._format is _Format.OTHER:
            raise _invalid_response("The service returned a web page.")
        return self._events(self._parser.finish())

    def leftover(self) -> list[Event]:
        """The remaining complete events after the connection broke, possibly in the middle of an event."""
        try:
            return [event for event in self.finish() if event != Unknown(type="malformed")]
        except ProviderError:
            return []

    def close(self) -> None:
        """Removes the file of an unfinished event."""
        self._parser.close()

    def _detect_format(self, chunk: bytes) -> bytes:
        """Skips leading whitespace and a BOM; the first byte after them determines the format."""
        start = bytes(self._body + chunk).lstrip()
        self._body.clear()
        if _BOM.startswith(start) and start != _BOM:
            self._body += start
            return b""
        start = start.removeprefix(_BOM).lstrip()
        if not start:
            return b""
        self._format = {b"{": _Format.JSON, b"[": _Format.JSON, b"<": _Format.OTHER}.get(
            start[:1], _Format.EVENTS
        )
        return start

    def _events(self, messages: list[Message]) -> list[Event]:
        events: list[Event] = []
        for message in messages:
            if not self.done:
                events += self._read(message)
        self.settled = self.settled or any(isinstance(event, Completed | RunFailed) for event in events)
        return events

    def _read(self, message: Message) -> list[Event]:
        if message.too_long:
            return [Unknown(type="too_long")]
        event = self._payload(message, message.data)
        if event == Unknown(type="malformed") and b"\n" in message.data.strip():
            # Events without the blank line between them: each line is an event.
            return [one for line in message.data.splitlines() if (one := self._payload(message, line))]
        return [event] if event else []

    def _payload(self, message: Message, data: bytes) -> Event | None:
        data = data.strip()
        if data == b"[DONE]":
            self.done = True
        if self.done or not data:
            return None
        return parse(data, indexer=self._indexer, name=message.name, b64_path=message.b64_path)

    def _json_answer(self) -> list[Event]:
        try:
            response = json.loads(self._body)
        except (ValueError, RecursionError):
            raise _invalid_response("The response is incomplete.") from None
        if not isinstance(response, dict) or not (response.keys() & {"data", "error", "usage", "code"}):
            raise _invalid_response("The response says nothing about the images.")
        if not response.get("data") and (response.get("error") or response.get("code")):
            raise RunFailed(**error_of(response)).error()
        self.settled = True
        return list(parse_response(response, b64_paths=self._files(response)))

    def _files(self, response: dict[str, Any]) -> dict[int, Path]:
        """Writes the base64 images of a response to files, keyed by their position."""
        files: dict[int, Path] = {}
        items = response.get("data")
        for position, item in enumerate(items if self._spool and isinstance(items, list) else []):
            if self._spool and isinstance(item, dict) and isinstance(image := item.get("b64_json"), str):
                file = Base64File(self._spool)
                file.write(image.encode("ascii", "replace"))
                if path := file.close(whole=True):
                    files[position] = path
        return files


def _invalid_response(message: str) -> ProviderError:
    """The error for an unreadable 200 response: the call may have been served."""
    return ProviderError("InvalidResponse", message, outcome=Outcome.UNKNOWN, status=200)
