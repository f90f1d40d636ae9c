"""Frames of a response: events of a stream, or one JSON document. Base64 is read from files while it is sent."""

import base64
import json
import re
from collections.abc import AsyncGenerator, Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

_PLACEHOLDER = re.compile(rb"\\u0000([0-9]+)\\u0000")
_BLOCK = 192 * 1024  # a multiple of three


@dataclass(frozen=True, slots=True, kw_only=True)
class Base64File:
    """Placeholder in a payload for the base64 of a file; `cut` truncates it in the middle of four characters."""

    path: Path | Callable[[], IO[bytes]]
    """A path, or a function that opens the file."""
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """An event, or the JSON document if `before` and `after` are empty. `raw` is sent unchanged."""

    event: str = ""
    payload: dict[str, Any] = field(default_factory=dict)
    before: bytes = b""
    after: bytes = b""
    raw: bytes = b""
    half: bool = False

    @property
    def has_file(self) -> bool:
        return isinstance(self.payload.get("b64_json"), Base64File) or any(
            isinstance(item.get("b64_json"), Base64File) for item in self.payload.get("data", ())
        )

    @property
    def is_image(self) -> bool:
        return self.event.startswith("image_generation.partial")

    @property
    def usage(self) -> dict[str, int] | None:
        return self.payload.get("usage")


def event_frame(payload: dict[str, Any]) -> Frame:
    event = payload["type"]
    return Frame(event=event, payload=payload, before=f"event: {event}\ndata: ".encode(), after=b"\n\n")


def encode(frame: Frame) -> Generator[bytes]:
    if frame.half:
        whole = b"".join(_pieces(frame))
        yield whole[: len(whole) // 2]
    else:
        yield from _pieces(frame)


def _pieces(frame: Frame) -> Generator[bytes]:
    if not frame.payload:
        yield frame.raw
        return
    small = bytearray(frame.before)
    for piece in _json(frame.payload):
        if len(small) + len(piece) > _BLOCK:
            yield bytes(small)
            small.clear()
        small += piece
    yield bytes(small + frame.after)


def _json(payload: dict[str, Any]) -> Generator[bytes]:
    files: list[Base64File] = []

    def placeholder(value: Base64File) -> str:
        files.append(value)
        return f"\0{len(files) - 1}\0"

    text = json.dumps(payload, default=placeholder, ensure_ascii=False, separators=(",", ":")).encode()
    for place, piece in enumerate(_PLACEHOLDER.split(text)):
        if place % 2:
            yield from _base64(files[int(piece)])
        else:
            yield piece


def _base64(source: Base64File) -> Generator[bytes]:
    with source.path.open("rb") if isinstance(source.path, Path) else source.path() as file:
        while block := file.read(_BLOCK):
            encoded = base64.b64encode(block)
            yield encoded[: len(encoded) // 2 | 1] if source.cut else encoded
            if source.cut:
                return


async def chunks(frames: AsyncGenerator[Frame]) -> AsyncGenerator[tuple[Frame, bytes, bool]]:
    """Yields each chunk with its frame and whether it is the frame's last."""
    async for frame in frames:
        pieces = encode(frame)
        piece = next(pieces)
        for following in pieces:
            yield frame, piece, False
            piece = following
        yield frame, piece, True
