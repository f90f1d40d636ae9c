"""The events of a call."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from studio.provider.error_codes import classify
from studio.provider.errors import ProviderError
from studio.provider.sizes import Size

Payload = Mapping[str, Any]

MAX_INDEX = 999
"""An index above this is invalid and is treated as missing."""
_MAX_COUNT = 2**31 - 1
_MAX_TEXT = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageSucceeded:
    """An image was made and billed. Exactly one of `url` and `b64_path` is set."""

    index: int
    url: str | None = None
    b64_path: Path | None = None
    """The file that a `b64_json` was decoded into."""
    size: Size | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFailed:
    """One image failed; the others continue. Not billed, unless `code` is LinkMissing."""

    index: int
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """Every image has its result. The numbers are the provider's, None if missing."""

    images: int | None = None
    output_tokens: int | None = None
    total_tokens: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFailed:
    """The whole call failed after its stream had begun; earlier images remain valid."""

    code: str
    message: str

    def error(self, *, request_id: str | None = None) -> ProviderError:
        """Converts it to an error, classified as if it had been the whole response."""
        return ProviderError(
            self.code, self.message, outcome=classify(200, self.code), status=200, request_id=request_id
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """An event of an unknown type, or one that cannot be read (`malformed`, `too_long`)."""

    type: str


Event = ImageSucceeded | ImageFailed | Completed | RunFailed | Unknown


@dataclass(slots=True)
class Indexer:
    """Numbers the images of one call: an event without an index belongs to the next image not yet seen."""

    seen: set[int] = field(default_factory=set)

    def index(self, value: Any) -> int:
        valid = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_INDEX
        index: int = value if valid else next(i for i in range(len(self.seen) + 1) if i not in self.seen)
        self.seen.add(index)
        return index


def parse(
    payload: bytes | Payload,
    *,
    indexer: Indexer | None = None,
    name: str = "",
    b64_path: Path | None = None,
) -> Event:
    """Parses the data of one event. `name` is from the `event:` line, for a payload without a type.

    Never raises: unreadable data becomes Unknown.
    """
    if isinstance(payload, bytes | bytearray):
        try:
            payload = json.loads(payload)
        except (ValueError, RecursionError):
            return Unknown(type="malformed")
    if not isinstance(payload, Mapping):
        return Unknown(type="malformed")
    kind = _text(payload.get("type")) or name or _guess(payload)
    return _read(kind, payload, indexer or Indexer(), b64_path)


def parse_response(
    response: Mapping[str, Any], *, b64_paths: Mapping[int, Path] | None = None
) -> Iterator[Event]:
    """The events of a response without streaming: one per item, then Completed."""
    indexer, paths = Indexer(), b64_paths or {}
    items = response.get("data")
    for position, item in enumerate(items if isinstance(items, list) else []):
        if isinstance(item, Mapping):
            yield _image(item, indexer, paths.get(position))
    yield _completed(response)


def _read(kind: str, payload: Payload, indexer: Indexer, b64_path: Path | None) -> Event:
    match kind.rpartition(".")[2]:
        case "partial_succeeded" | "partial_failed":
            return _image(payload, indexer, b64_path)
        case "completed":
            return _completed(payload)
        case "error" | "failed":
            return RunFailed(**error_of(payload))
    # A failure of the whole call has no type; its frame contains only an error.
    return RunFailed(**error_of(payload)) if "error" in payload else Unknown(type=kind[:128])


def _guess(payload: Payload) -> str:
    if payload.keys() & {"url", "b64_json"} or ("error" in payload and "image_index" in payload):
        return "partial_succeeded"
    return "completed" if isinstance(payload.get("usage"), Mapping) else ""


def _image(payload: Payload, indexer: Indexer, b64_path: Path | None) -> ImageSucceeded | ImageFailed:
    """Parses the item of one image. The payload decides, not the event's name, so that a link is never discarded."""
    index = indexer.index(payload.get("image_index"))
    url = _text(payload.get("url"), limit=None)
    if url or b64_path:
        return ImageSucceeded(
            index=index, url=url or None, b64_path=None if url else b64_path, size=_size(payload.get("size"))
        )
    if payload.get("error"):
        return ImageFailed(index=index, **error_of(payload))
    return ImageFailed(index=index, code="LinkMissing", message="The image came without a link.")


def _completed(payload: Payload) -> Completed:
    usage = payload.get("usage")
    usage = usage if isinstance(usage, Mapping) else {}
    return Completed(
        images=_count(usage.get("generated_images")),
        output_tokens=_count(usage.get("output_tokens")),
        total_tokens=_count(usage.get("total_tokens")),
    )


def error_of(payload: Payload) -> dict[str, str]:
    """`code` and `message` of an error, whether or not wrapped in `error`."""
    error = payload.get("error", payload)
    if not isinstance(error, Mapping):
        return {"code": "UnknownError", "message": _text(error)}
    code = error.get("code")
    return {
        "code": _text(str(code) if isinstance(code, int) else code) or "UnknownError",
        "message": _text(error.get("message")),
    }


def _text(value: Any, *, limit: int | None = _MAX_TEXT) -> str:
    """A string that any database accepts: without NUL and lone surrogates."""
    if not isinstance(value, str):
        return ""
    return value[:limit].replace("\0", "").encode("utf-8", "replace").decode()


def _size(value: Any) -> Size | None:
    try:
        size = Size.parse(value)
    except (ValueError, TypeError):
        return None
    return size if size.pixels else None


def _count(value: Any) -> int | None:
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_COUNT
    return value if whole else None
