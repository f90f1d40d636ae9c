"""A team's picture: cut square, made small and written anew, so that nothing of the file itself is kept.

This runs in a process of its own (`infra.images.image_process`), hence no Django here.
"""

import io
from typing import IO, Any

from PIL import Image, ImageOps, UnidentifiedImageError

from studio.infra.images.image_errors import ImageRejected

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 40_000_000
SIDE = 256  # pixels


def square(file: IO[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """A WebP of `SIDE`. Raises ImageRejected: `unknown_format`, `damaged`, `too_many_pixels`."""
    try:
        with Image.open(file, formats=FORMATS) as picture:
            # The header alone has been read: a bomb costs nothing.
            if picture.width * picture.height > MAX_PIXELS:
                raise ImageRejected("too_many_pixels", limit=MAX_PIXELS // 1_000_000)
            return {}, [_small(picture)]
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise ImageRejected("unknown_format") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise ImageRejected("damaged") from error


def _small(picture: Image.Image) -> bytes:
    picture.draft("RGB", (SIDE * 2, SIDE * 2))  # a JPEG is decoded no larger than needed
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    small = ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.LANCZOS)
    flat = Image.alpha_composite(Image.new("RGBA", small.size, "white"), small).convert("RGB")
    buffer = io.BytesIO()
    flat.save(buffer, "WEBP", quality=85)
    return buffer.getvalue()
