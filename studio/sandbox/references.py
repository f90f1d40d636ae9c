"""Prepares references: data URIs are decoded and checked, URLs are never fetched.

Runs in a painter process, since the images are untrusted and may be large.
"""

import hashlib
import re
import tempfile
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from studio.provider.limits import MAX_RATIO, REFERENCE_MAX_PIXELS, REFERENCE_MIN_SIDE
from studio.provider.server.data_uri import INVALID_FORMAT, ReferenceProblem, ReferenceRefused, decode

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
SIDE = 1024  # the painter needs only colours and shapes; more pixels would only cost time
PLACEHOLDER = 512


def prepare(source: str | Path, target: Path) -> ReferenceProblem | None:
    """Writes a small RGB PNG of the reference to `target`, or returns the problem with it."""
    try:
        picture = _load_image(source)
    except ReferenceRefused as refused:
        return refused.problem
    picture.save(target, "PNG", compress_level=1)
    return None


def _load_image(source: str | Path) -> Image.Image:
    if isinstance(source, str) and re.match(r"https?://[^\s/]", source, re.IGNORECASE):
        return placeholder(source)
    with tempfile.TemporaryFile() as decoded:
        decode(source, decoded)
        return _open(decoded)


def _open(file: BinaryIO) -> Image.Image:
    file.seek(0)
    try:
        picture = Image.open(file, formats=FORMATS)
        _check(*picture.size)
        picture.draft("RGB", (SIDE, SIDE))
        small = ImageOps.exif_transpose(picture).convert("RGB")
        small.thumbnail((SIDE, SIDE))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ReferenceRefused(f"image must have at most {REFERENCE_MAX_PIXELS} pixels") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        raise ReferenceRefused("The image cannot be read.", INVALID_FORMAT) from None
    return small


def _check(width: int, height: int) -> None:
    if min(width, height) < REFERENCE_MIN_SIDE:
        raise ReferenceRefused(f"each side of the image must be greater than {REFERENCE_MIN_SIDE - 1} pixels")
    if max(width, height) > MAX_RATIO * min(width, height):
        raise ReferenceRefused(f"aspect ratio of the image must be between 1/{MAX_RATIO} and {MAX_RATIO}")
    if width * height > REFERENCE_MAX_PIXELS:
        raise ReferenceRefused(f"image must have at most {REFERENCE_MAX_PIXELS} pixels")


def placeholder(url: str) -> Image.Image:
    """Stands for the image at a URL; always the same for the same text."""
    seed = hashlib.sha256(url.encode("utf-8", "replace")).digest()
    picture = Image.open(BytesIO(_ppm(seed))).resize((PLACEHOLDER, PLACEHOLDER), Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(picture)
    for ring in range(3):
        x, y, r = (seed[20 + ring] * 2, seed[23 + ring] * 2, 30 + seed[26 + ring] // 2)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(seed[ring], seed[ring + 8], seed[ring + 16]))
    return picture


def _ppm(seed: bytes) -> bytes:
    return b"P6 3 3 255\n" + seed[:27]
