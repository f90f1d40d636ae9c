"""Makes an uploaded image safe: checked before it is decoded, rebuilt from its pixels, shrunk to fit.

All other data (EXIF, GPS, comments, profiles, further frames, trailing bytes) is dropped. This runs in a separate
process (`infra.images.image_process`), hence no Django here.
"""

import contextlib
import io
from typing import IO, Any

from PIL import Image as Pillow
from PIL import ImageCms, ImageOps, TiffImagePlugin, UnidentifiedImageError

from studio.infra.images.image_errors import ImageRejected
from studio.provider import limits

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
THUMBNAIL = 256  # px, the longer side
SMALL_TILE = 1024  # px; a smaller image may have a tile of this side
_JPEG: list[dict[str, Any]] = [
    {"format": "JPEG", "quality": 95, "subsampling": 0},
    {"format": "JPEG", "quality": 90, "subsampling": 2},
    {"format": "JPEG", "quality": 85, "subsampling": 2},
]


def normalize(file: IO[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """The image's facts (`media_type`, `width`, `height`, `changes` as codes), then its bytes and its thumbnail's.

    Raises ImageRejected: `unknown_format`, `damaged`, `too_small`, `too_many_pixels`, `too_long`, `tiles`.
    """
    try:
        with Pillow.open(file, formats=FORMATS) as image:
            _check(image)
            return _rebuild(image)
    except (UnidentifiedImageError, Pillow.DecompressionBombError) as error:
        raise ImageRejected("unknown_format") from error
    except (OSError, SyntaxError, ValueError, EOFError, ImageCms.PyCMSError) as error:
        raise ImageRejected("damaged") from error


def _check(image: Pillow.Image) -> None:
    """Checks only the header: nothing is decoded yet, so a decompression bomb costs nothing."""
    width, height = image.size
    if min(width, height) < limits.REFERENCE_MIN_SIDE:
        raise ImageRejected("too_small", side=limits.REFERENCE_MIN_SIDE - 1, width=width, height=height)
    if width * height > limits.REFERENCE_MAX_PIXELS:
        raise ImageRejected("too_many_pixels", limit=limits.REFERENCE_MAX_PIXELS // 1_000_000)
    if max(width, height) > limits.MAX_RATIO * min(width, height):
        raise ImageRejected("too_long")
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        _check_tiles(image)


def _check_tiles(image: TiffImagePlugin.TiffImageFile) -> None:
    """A tile is decoded completely, however little of it the image shows: 400 × 400 pixels may need gigabytes."""
    tile = image.tag_v2.get(TiffImagePlugin.TILEWIDTH, 0), image.tag_v2.get(TiffImagePlugin.TILELENGTH, 0)
    for side, of_tile in zip(image.size, tile, strict=True):
        if of_tile > max(SMALL_TILE, side + 15):  # tiles are multiples of 16
            raise ImageRejected("tiles")


def _rebuild(image: Pillow.Image) -> tuple[dict[str, Any], list[bytes]]:
    changes: list[str] = []
    source = image.format or ""
    if getattr(image, "is_animated", False):  # looks for a second frame; `n_frames` would read all of them
        changes.append("first_frame")
        image.seek(0)
    if image.getexif().get(0x0112, 1) != 1:
        changes.append("rotated")
    if _has_metadata(image):
        changes.append("metadata")
    flat = _to_upright_srgb(image)
    data, scale = _encode(flat, png=flat.mode == "RGBA")
    if scale < 1:
        changes.append("shrunk")
    media_type = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
    if media_type != f"image/{source.lower()}":
        changes.append("converted_png" if media_type == "image/png" else "converted_jpeg")
    with Pillow.open(io.BytesIO(data)) as final:
        width, height = final.size
    facts = {"media_type": media_type, "width": width, "height": height, "changes": changes}
    return facts, [data, _thumbnail(flat)]


def _to_upright_srgb(image: Pillow.Image) -> Pillow.Image:
    """Only the pixels, in sRGB and rotated upright; at most two copies are in memory at once."""
    srgb = _to_srgb(image)
    if srgb is not image:
        image.close()
    ImageOps.exif_transpose(srgb, in_place=True)  # otherwise it copies an image that is already upright
    flat = _flatten(srgb)
    srgb.close()
    return flat


def _has_metadata(image: Pillow.Image) -> bool:
    return any(
        key in image.info for key in ("exif", "comment", "xmp", "photoshop", "iptc", "XML:com.adobe.xmp")
    )


def _to_srgb(image: Pillow.Image) -> Pillow.Image:
    """The image in sRGB, since its profile is dropped and the colours must not shift."""
    profile: Any = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    exif = image.info.get("exif")
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    if converted is None:
        return image
    if exif:
        converted.info["exif"] = exif
    return converted


def _flatten(image: Pillow.Image) -> Pillow.Image:
    """A new image without metadata: RGB, or RGBA when a pixel really is transparent."""
    rgba = image.has_transparency_data
    mode = "RGBA" if rgba else "RGB"
    converted = image if image.mode == mode else image.convert(mode)
    if rgba and converted.getchannel("A").getextrema()[0] == 255:
        converted = converted.convert("RGB")
    clean = Pillow.new(converted.mode, converted.size)
    clean.paste(converted)
    return clean


class _TooManyBytes(Exception):
    """The encoded image exceeds the limit."""


class _LimitedBuffer(io.BytesIO):
    """Stops an encoder as soon as its output exceeds the limit."""

    def write(self, data: Any, /) -> int:
        if self.tell() + len(data) > limits.REFERENCE_SEND_BYTES:
            raise _TooManyBytes
        return super().write(data)


def _encode(image: Pillow.Image, *, png: bool) -> tuple[bytes, float]:
    """The bytes to send, at most REFERENCE_SEND_BYTES, and the scale that was needed (1 for none)."""
    encodings: list[dict[str, Any]] = [{"format": "PNG", "compress_level": 6}] if png else _JPEG
    scale = 1.0
    while True:
        scaled = image if scale == 1 else _resize(image, scale)
        for encoding in encodings:
            with contextlib.suppress(_TooManyBytes):
                return _save_to(scaled, _LimitedBuffer(), **encoding), scale
        scale *= 0.8


def _resize(image: Pillow.Image, scale: float) -> Pillow.Image:
    width, height = (max(limits.REFERENCE_MIN_SIDE, round(side * scale)) for side in image.size)
    return image.resize((width, height), Pillow.Resampling.LANCZOS, reducing_gap=2.0)


def _save_to(image: Pillow.Image, into: io.BytesIO, **options: Any) -> bytes:
    image.save(into, **options)
    return into.getvalue()


def _thumbnail(image: Pillow.Image) -> bytes:
    small = _resize(image, min(1, THUMBNAIL / max(image.size)))
    return _save_to(small, io.BytesIO(), format="WEBP", quality=80, method=2)
