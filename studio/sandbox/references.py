"""References: data URIs are decoded and checked, URLs are never fetched.

Runs in a painting process, since pictures come from outside and may be large.
"""

import binascii
import hashlib
import json
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from studio.provider.limits import MAX_RATIO, REFERENCE_MAX_BYTES, REFERENCE_MAX_PIXELS, REFERENCE_MIN_SIDE
from studio.sandbox.protocol.errors import Refusal, invalid

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
SIDE = 1024  # the painter borrows colours and shapes; more pixels would only cost time
PLACEHOLDER = 512
_HEAD = re.compile(rb"data:image/(?:jpeg|png|webp|bmp|tiff|gif);base64,")
_HEAD_ROOM = 64
_BLOCK = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a reference is refused; crosses processes, unlike an exception with arguments."""

    why: str
    code: str = ""

    def refusal(self) -> Refusal:
        return Refusal(400, self.code, self.why, param="image") if self.code else invalid("image", self.why)


def prepare(source: str | Path, target: Path) -> Problem | None:
    """Writes a small RGB PNG of the reference to `target`, or says what is wrong with it."""
    try:
        picture = _picture(source)
    except _WrongError as wrong:
        return wrong.problem
    picture.save(target, "PNG", compress_level=1)
    return None


class _WrongError(Exception):
    def __init__(self, why: str, code: str = "") -> None:
        super().__init__(why)
        self.problem = Problem(why=why, code=code)


def _picture(source: str | Path) -> Image.Image:
    if isinstance(source, str) and re.match(r"https?://[^\s/]", source, re.IGNORECASE):
        return placeholder(source)
    with tempfile.TemporaryFile() as decoded:
        _decode(_blocks(source), decoded)
        return _open(decoded)


def _blocks(source: str | Path) -> Iterator[bytes]:
    """The text of a data URI, in pieces; a file holds it with JSON's escapes."""
    if isinstance(source, str):
        yield source.encode("utf-8", "replace")
        return
    with source.open("rb") as file:
        while block := file.read(_BLOCK):
            while b"\\" in block[-6:] and (more := file.read(1)):  # never cut \\u002b in two
                block += more
            yield json.loads(b'"' + block + b'"').encode() if b"\\" in block else block


def _decode(blocks: Iterator[bytes], into: BinaryIO) -> None:
    left = next(blocks, b"")
    head = _HEAD.match(left[:_HEAD_ROOM])
    if not head:
        raise _WrongError(
            "The image must be a URL or data:image/<format>;base64,<data> with the format in lower case.",
            "InvalidImageURL.InvalidFormat",
        )
    left = left[head.end() :]
    size = 0
    for block in _quads(left, blocks):
        try:
            data = binascii.a2b_base64(block, strict_mode=True)
        except binascii.Error:
            raise _WrongError("The image is not valid Base64.", "InvalidImageURL.InvalidFormat") from None
        size += len(data)
        if size > REFERENCE_MAX_BYTES:
            raise _WrongError(f"image must not be larger than {REFERENCE_MAX_BYTES // 1024**2} MB")
        into.write(data)


def _quads(first: bytes, blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Cuts base64 where it may be cut: after four characters."""
    left = first
    for block in blocks:
        cut = len(left) - len(left) % 4
        if cut:
            yield left[:cut]
        left = left[cut:] + block
    yield left


def _open(file: BinaryIO) -> Image.Image:
    file.seek(0)
    try:
        picture = Image.open(file, formats=FORMATS)
        _check(*picture.size)
        picture.draft("RGB", (SIDE, SIDE))
        small = ImageOps.exif_transpose(picture).convert("RGB")
        small.thumbnail((SIDE, SIDE))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _WrongError(f"image must have at most {REFERENCE_MAX_PIXELS} pixels") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise _WrongError("The image cannot be read.", "InvalidImageURL.InvalidFormat") from None
    return small


def _check(width: int, height: int) -> None:
    if min(width, height) < REFERENCE_MIN_SIDE:
        raise _WrongError(f"each side of the image must be greater than {REFERENCE_MIN_SIDE - 1} pixels")
    if max(width, height) > MAX_RATIO * min(width, height):
        raise _WrongError(f"aspect ratio of the image must be between 1/{MAX_RATIO} and {MAX_RATIO}")
    if width * height > REFERENCE_MAX_PIXELS:
        raise _WrongError(f"image must have at most {REFERENCE_MAX_PIXELS} pixels")


def placeholder(url: str) -> Image.Image:
    """Stands for the picture behind a URL: always the same for the same text."""
    seed = hashlib.sha256(url.encode("utf-8", "replace")).digest()
    picture = Image.open(BytesIO(_ppm(seed))).resize((PLACEHOLDER, PLACEHOLDER), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    for ring in range(3):
        x, y, r = (seed[20 + ring] * 2, seed[23 + ring] * 2, 30 + seed[26 + ring] // 2)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(seed[ring], seed[ring + 8], seed[ring + 16]))
    return picture


def _ppm(seed: bytes) -> bytes:
    return b"P6 3 3 255\n" + seed[:27]
