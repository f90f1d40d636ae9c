"""Small copies of the results: 640 px at once; 320, 1280 and 2560 px on first view."""

import io
import os
import threading
from typing import IO, Any

from PIL import Image as Pillow

THUMBNAIL = 640
COPIES = {"small": 320, "thumbnail": THUMBNAIL, "preview": 1280, "large": 2560}
"""Pixels of the longer side, by variant, the smallest first."""
OVERSAMPLED = 1.5

# A decoded picture takes up to 50 MB and a whole core: more at once would only take more memory.
_turns = threading.BoundedSemaphore(os.cpu_count() or 1)


def shrink(source: str | IO[bytes], side: int) -> bytes:
    """A WebP of a JPEG file, or of a larger copy, whose longer side is at most `side` pixels.

    `draft` lets the decoder skip unused detail: 53 ms instead of 196 for 4096 x 4096.
    """
    enough = round(side * OVERSAMPLED)
    with _turns, Pillow.open(source, formats=("JPEG", "WEBP")) as picture:
        picture.draft("RGB", (enough, enough))
        small = picture.convert("RGB") if picture.mode != "RGB" else picture
        small.thumbnail((side, side), Pillow.Resampling.LANCZOS, reducing_gap=2.0)
        buffer = io.BytesIO()
        small.save(buffer, format="WEBP", quality=80, method=2)
    return buffer.getvalue()


def shrink_file(file: IO[bytes], side: int) -> tuple[dict[str, Any], list[bytes]]:
    """The same as an image function (`infra.images.image_process`), which has no Django."""
    return {}, [shrink(file, side)]
