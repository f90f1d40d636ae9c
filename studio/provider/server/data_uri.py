"""Decodes the data URIs of references in chunks."""

import binascii
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from studio.provider.limits import REFERENCE_MAX_BYTES
from studio.provider.server.errors import Refusal, invalid

INVALID_FORMAT = "InvalidImageURL.InvalidFormat"
_HEAD = re.compile(rb"data:image/(?:jpeg|png|webp|bmp|tiff|gif);base64,")
_HEAD_ROOM = 64
_BLOCK = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceProblem:
    """Why a reference is refused; can be pickled, unlike an exception with arguments."""

    why: str
    code: str = ""

    def refusal(self) -> Refusal:
        return Refusal(400, self.code, self.why, param="image") if self.code else invalid("image", self.why)


class ReferenceRefused(Exception):
    """A reference cannot be used, for the reason in `problem`."""

    def __init__(self, why: str, code: str = "") -> None:
        super().__init__(why)
        self.problem = ReferenceProblem(why=why, code=code)


def decode(source: str | Path, into: BinaryIO) -> int:
    """Writes the bytes of a data URI, or of a file with its JSON-escaped text, and returns their number.

    Raises ReferenceRefused.
    """
    blocks = _blocks(source)
    left = next(blocks, b"")
    head = _HEAD.match(left[:_HEAD_ROOM])
    if not head:
        raise ReferenceRefused(
            "The image must be a URL or data:image/<format>;base64,<data> with the format in lower case.",
            INVALID_FORMAT,
        )
    size = 0
    for block in _quads(left[head.end() :], blocks):
        size += into.write(_decoded(block))
        if size > REFERENCE_MAX_BYTES:
            raise ReferenceRefused(f"image must not be larger than {REFERENCE_MAX_BYTES // 1024**2} MB")
    return size


def _decoded(block: bytes) -> bytes:
    try:
        return binascii.a2b_base64(block, strict_mode=True)
    except binascii.Error:
        raise ReferenceRefused("The image is not valid Base64.", INVALID_FORMAT) from None


def _blocks(source: str | Path) -> Iterator[bytes]:
    """The text of a data URI in chunks; a file contains it JSON-escaped."""
    if isinstance(source, str):
        yield source.encode("utf-8", "replace")
        return
    with source.open("rb") as file:
        while block := file.read(_BLOCK):
            while b"\\" in block[-6:] and (more := file.read(1)):  # never splits an escape such as \\u002b
                block += more
            yield json.loads(b'"' + block + b'"').encode() if b"\\" in block else block


def _quads(first: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Splits base64 text at multiples of four characters."""
    left = first
    for block in blocks:
        cut = len(left) - len(left) % 4
        if cut:
            yield left[:cut]
        left = left[cut:] + block
    yield left
