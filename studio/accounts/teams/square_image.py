"""Crops a team's picture to a small square and re-encodes it, so that nothing of the uploaded file itself is kept.

Runs in a separate process (`infra.images.image_process`), so it must not import Django.
"""

import io
from typing import IO, Any

from PIL import Image, ImageOps, UnidentifiedImageError

from studio.infra.images.image_errors import ImageRejected

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 40_000_000
SIDE = 256  # pixels


def square(file: IO[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """Returns a WebP of `SIDE` × `SIDE`. Raises ImageRejected: `unknown_format`, `damaged`, `too_many_pixels`."""
    try:
        with Image.open(file, formats=FORMATS) as image:
            # Only the header has been read yet, so a decompression bomb is harmless.
            if image.width * image.height > MAX_PIXELS:
                raise ImageRejected("too_many_pixels", limit=MAX_PIXELS // 1_000_000)
            return {}, [_square_thumbnail(image)]
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise ImageRejected("unknown_format") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise ImageRejected("damaged") from error


def _square_thumbnail(image: Image.Image) -> bytes:
    image.draft("RGB", (SIDE * 2, SIDE * 2))  # a JPEG is decoded no larger than needed
    upright = ImageOps.exif_transpose(image).convert("RGBA")
    small = ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.LANCZOS)
    flat = Image.alpha_composite(Image.new("RGBA", small.size, "white"), small).convert("RGB")
    buffer = io.BytesIO()
    flat.save(buffer, "WEBP", quality=85)
    return buffer.getvalue()
