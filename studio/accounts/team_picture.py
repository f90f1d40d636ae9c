"""A team's picture: checked, cut square, made small and written anew, so that nothing of the file itself is kept."""

import io
import uuid
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
SIDE = 256  # pixels


class RefusedPicture(Exception):
    """This file cannot be a team's picture; the message says why."""


def rebuilt(file: IO[bytes], *, size: int) -> bytes:
    """A square WebP of `SIDE` from a file of `size` bytes; raises RefusedPicture with the reason."""
    if size > MAX_BYTES:
        raise RefusedPicture(_("The file is larger than %(limit)d MB.") % {"limit": MAX_BYTES // 1024**2})
    try:
        with Image.open(file, formats=FORMATS) as picture:
            # The header alone has been read: a bomb costs nothing.
            if picture.width * picture.height > MAX_PIXELS:
                limit = {"limit": MAX_PIXELS // 1_000_000}
                raise RefusedPicture(_("The picture has more than %(limit)d million pixels.") % limit)
            return _small(picture)
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise RefusedPicture(_("This is not a JPEG, PNG or WebP picture.")) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise RefusedPicture(_("The picture is damaged and cannot be read.")) from error


def _small(picture: Image.Image) -> bytes:
    picture.draft("RGB", (SIDE * 2, SIDE * 2))  # a JPEG is decoded no larger than needed
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    square = ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.LANCZOS)
    flat = Image.alpha_composite(Image.new("RGBA", square.size, "white"), square).convert("RGB")
    buffer = io.BytesIO()
    flat.save(buffer, "WEBP", quality=85)
    return buffer.getvalue()


def keep(data: bytes) -> str:
    """Stores a rebuilt picture under a name that nobody can guess and no other had; returns the name."""
    return default_storage.save(f"teams/{uuid.uuid4().hex}.webp", ContentFile(data))


def forget(name: str) -> None:
    if name:
        default_storage.delete(name)
