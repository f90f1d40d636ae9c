"""Pictures that people bring, made safe: checked before they are decoded, rebuilt from their pixels, shrunk to fit.

Everything that could ride along (EXIF, GPS, comments, profiles, further frames, trailing bytes) stays behind.
"""

import hashlib
import io
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Any, cast

from django.utils.translation import gettext as _
from PIL import Image as Pillow
from PIL import ImageCms, ImageOps, UnidentifiedImageError

from studio.provider import limits

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
THUMBNAIL = 256  # px, the longer side
_QUALITIES = (95, 90, 85)

# A picture takes up to 36 million pixels of memory, twice, and a whole core: more at once would only take more memory.
_turns = threading.BoundedSemaphore(os.cpu_count() or 1)


class RefusedPicture(Exception):
    """A picture that cannot be a reference; the message says why, in the reader's language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """A safe picture and its thumbnail."""

    data: bytes
    thumbnail: bytes
    media_type: str
    width: int
    height: int
    changes: list[str]
    """What was changed, as codes that `describe` turns into words."""


def sha256(file: IO[bytes]) -> str:
    """The hash of a file's bytes; the file is rewound."""
    file.seek(0)
    digest = hashlib.file_digest(cast(Any, file), "sha256").hexdigest()
    file.seek(0)
    return digest


def check_bytes(size: int) -> None:
    """Raises RefusedPicture for a file of more bytes than the provider takes, before anything is read."""
    if size > limits.REFERENCE_MAX_BYTES:
        raise RefusedPicture(
            _("The file is larger than %(limit)d MB.") % {"limit": limits.REFERENCE_MAX_BYTES // 1024**2}
        )


def normalise(file: IO[bytes], *, size: int) -> Normalised:
    """Checks a picture of `size` bytes and rebuilds it; raises RefusedPicture with the reason."""
    check_bytes(size)
    try:
        with _turns, Pillow.open(file, formats=FORMATS) as picture:
            _check(picture)
            return _rebuild(picture, size=size)
    except RefusedPicture:
        raise
    except (UnidentifiedImageError, Pillow.DecompressionBombError) as error:
        raise RefusedPicture(_("This is not a JPEG, PNG, WebP, BMP, TIFF or GIF picture.")) from error
    except (OSError, SyntaxError, ValueError, EOFError, ImageCms.PyCMSError) as error:
        raise RefusedPicture(_("The picture is damaged and cannot be read.")) from error


def _check(picture: Pillow.Image) -> None:
    """Looks at the header alone: nothing is decoded yet, so a bomb costs nothing."""
    width, height = picture.size
    if min(width, height) < limits.REFERENCE_MIN_SIDE:
        raise RefusedPicture(
            _("Each side must be longer than %(side)d pixels; this one is %(width)d × %(height)d.")
            % {"side": limits.REFERENCE_MIN_SIDE - 1, "width": width, "height": height}
        )
    if width * height > limits.REFERENCE_MAX_PIXELS:
        raise RefusedPicture(
            _("The picture has more than %(limit)d million pixels.")
            % {"limit": limits.REFERENCE_MAX_PIXELS // 1_000_000}
        )
    if max(width, height) > limits.MAX_RATIO * min(width, height):
        raise RefusedPicture(_("The picture is too long: its ratio must be within 1:16 and 16:1."))


def _rebuild(picture: Pillow.Image, *, size: int) -> Normalised:
    changes: list[str] = []
    source = picture.format or ""
    if getattr(picture, "n_frames", 1) > 1:
        changes.append("first_frame")
        picture.seek(0)
    if picture.getexif().get(0x0112, 1) != 1:
        changes.append("rotated")
    if _carries_metadata(picture):
        changes.append("metadata")
    upright = _to_srgb(picture)
    ImageOps.exif_transpose(upright, in_place=True)  # else it copies what is upright already
    flat = _flatten(upright)
    keeps_alpha = flat.mode == "RGBA"
    data, scale = _encode(flat, png=keeps_alpha)
    if scale < 1:
        changes.append("shrunk")
    media_type = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
    if media_type != f"image/{source.lower()}":
        changes.append("converted_png" if media_type == "image/png" else "converted_jpeg")
    with Pillow.open(io.BytesIO(data)) as final:
        width, height = final.size
    return Normalised(
        data=data,
        thumbnail=_thumbnail(flat),
        media_type=media_type,
        width=width,
        height=height,
        changes=changes,
    )


def _carries_metadata(picture: Pillow.Image) -> bool:
    return any(
        key in picture.info for key in ("exif", "comment", "xmp", "photoshop", "iptc", "XML:com.adobe.xmp")
    )


def _to_srgb(picture: Pillow.Image) -> Pillow.Image:
    """The picture in sRGB, since its profile stays behind and the colours must not shift."""
    profile: Any = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return picture
    exif = picture.info.get("exif")
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    if converted is None:
        return picture
    if exif:
        converted.info["exif"] = exif
    return converted


def _flatten(picture: Pillow.Image) -> Pillow.Image:
    """RGB, or RGBA where something really is transparent; a new picture that knows nothing of the old one's extras."""
    rgba = picture.has_transparency_data
    mode = "RGBA" if rgba else "RGB"
    converted = picture if picture.mode == mode else picture.convert(mode)
    if rgba and converted.getchannel("A").getextrema()[0] == 255:
        converted = converted.convert("RGB")
    clean = Pillow.new(converted.mode, converted.size)
    clean.paste(converted)
    return clean


def _encode(picture: Pillow.Image, *, png: bool) -> tuple[bytes, float]:
    """The bytes to send, at most REFERENCE_SEND_BYTES, and the scale that this took (1 for none)."""
    scale = 1.0
    while True:
        scaled = picture if scale == 1 else _scaled(picture, scale)
        for data in _attempts(scaled, png=png):
            if len(data) <= limits.REFERENCE_SEND_BYTES:
                return data, scale
        scale *= 0.8


def _attempts(picture: Pillow.Image, *, png: bool) -> Iterable[bytes]:
    if png:
        yield _saved(picture, format="PNG", compress_level=6)
        return
    for quality in _QUALITIES:
        yield _saved(picture, format="JPEG", quality=quality, subsampling=0 if quality > 90 else 2)


def _scaled(picture: Pillow.Image, scale: float) -> Pillow.Image:
    width, height = (max(limits.REFERENCE_MIN_SIDE, round(side * scale)) for side in picture.size)
    return picture.resize((width, height), Pillow.Resampling.LANCZOS, reducing_gap=2.0)


def _saved(picture: Pillow.Image, **options: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, **options)
    return buffer.getvalue()


def _thumbnail(picture: Pillow.Image) -> bytes:
    small = _scaled(picture, min(1, THUMBNAIL / max(picture.size)))
    return _saved(small, format="WEBP", quality=80, method=2)


def describe(changes: Iterable[str]) -> str:
    """What was changed on arrival, as one line in the reader's language."""
    words = {
        "first_frame": _("first frame only"),
        "rotated": _("turned upright"),
        "metadata": _("metadata removed"),
        "shrunk": _("made smaller to fit 10 MB"),
        "converted_jpeg": _("converted to JPEG"),
        "converted_png": _("converted to PNG"),
    }
    return ", ".join(words[change] for change in changes if change in words)
