"""A painter that takes almost no time: one colour and a comment, for load and fault tests."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from io import BytesIO

from PIL import Image


def paint(
    prompt: str,
    width: int,
    height: int,
    *,
    index: int,
    references: Sequence[Image.Image],
    watermark: bool,
) -> bytes:
    """A comment segment makes the bytes of each image unique."""
    words = f"SANDBOX {index} {len(references)} {watermark} {prompt}".encode("utf-8", "replace")[:2000]
    colour = sha256(words).digest()[0] % 8
    comment = b"\xff\xfe" + (len(words) + 2).to_bytes(2, "big") + words
    plain = _plain(width, height, colour)
    return plain[:2] + comment + plain[2:]


@lru_cache(64)
def _plain(width: int, height: int, colour: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), (40 + colour * 25, 120, 220 - colour * 20)).save(
        out, "JPEG", quality=80
    )
    return out.getvalue()
