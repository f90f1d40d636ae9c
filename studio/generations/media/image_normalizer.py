"""Makes a picture that somebody brings safe: checked before it is decoded, rebuilt from its pixels, shrunk to fit.

Everything that could ride along (EXIF, GPS, comments, profiles, further frames, trailing bytes) stays behind. This
runs in a process of its own (`infra.images.image_process`), hence no Django here.
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
SMALL_TILE = 1024  # px; a smaller picture may have a tile of this side
_JPEG: list[dict[str, Any]] = [
    {"format": "JPEG", "quality": 95, "subsampling": 0},
    {"format": "JPEG", "quality": 90, "subsampling": 2},
    {"format": "JPEG", "quality": 85, "subsampling": 2},
]


def normalize(file: IO[bytes]) -> tuple[dict[str, Any], list[bytes]]:
    """The picture's facts (`media_type`, `width`, `height`, `changes` as codes), then its bytes and its thumbnail's.

    Raises ImageRejected: `unknown_format`, `damaged`, `too_small`, `too_many_pixels`, `too_long`, `tiles`.
    """
    try:
        with Pillow.open(file, formats=FORMATS) as picture:
            _check(picture)
            return _rebuild(picture)
    except (UnidentifiedImageError, Pillow.DecompressionBombError) as error:
        raise ImageRejected("unknown_format") from error
    except (OSError, SyntaxError, ValueError, EOFError, ImageCms.PyCMSError) as error:
        raise ImageRejected("damaged") from error


def _check(picture: Pillow.Image) -> None:
    """Looks at the header alone: nothing is decoded yet, so a bomb costs nothing."""
    width, height = picture.size
    if min(width, height) < limits.REFERENCE_MIN_SIDE:
        raise ImageRejected("too_small", side=limits.REFERENCE_MIN_SIDE - 1, width=width, height=height)
    if width * height > limits.REFERENCE_MAX_PIXELS:
        raise ImageRejected("too_many_pixels", limit=limits.REFERENCE_MAX_PIXELS // 1_000_000)
    if max(width, height) > limits.MAX_RATIO * min(width, height):
        raise ImageRejected("too_long")
    if isinstance(picture, TiffImagePlugin.TiffImageFile):
        _check_tiles(picture)


def _check_tiles(picture: TiffImagePlugin.TiffImageFile) -> None:
    """A tile is decoded whole, however little of it the picture shows: 400 × 400 pixels may claim gigabytes."""
    tile = picture.tag_v2.get(TiffImagePlugin.TILEWIDTH, 0), picture.tag_v2.get(TiffImagePlugin.TILELENGTH, 0)
    for side, of_tile in zip(picture.size, tile, strict=True):
        if of_tile > max(SMALL_TILE, side + 15):  # tiles are multiples of 16
            raise ImageRejected("tiles")


def _rebuild(picture: Pillow.Image) -> tuple[dict[str, Any], list[bytes]]:
    changes: list[str] = []
    source = picture.format or ""
    if getattr(
        picture, "is_animated", False
    ):  # asks for a second frame; `n_frames` would walk through all of them
        changes.append("first_frame")
        picture.seek(0)
    if picture.getexif().get(0x0112, 1) != 1:
        changes.append("rotated")
    if _carries_metadata(picture):
        changes.append("metadata")
    flat = _upright(picture)
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


def _upright(picture: Pillow.Image) -> Pillow.Image:
    """The pixels alone, in sRGB and turned as they are to be seen; at most two copies are in memory at once."""
    srgb = _to_srgb(picture)
    if srgb is not picture:
        picture.close()
    ImageOps.exif_transpose(srgb, in_place=True)  # else it copies what is upright already
    flat = _flatten(srgb)
    srgb.close()
    return flat


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


class _TooHeavy(Exception):
    """More bytes than may be sent."""


class _Limited(io.BytesIO):
    """Stops an encoder as soon as its picture is too heavy."""

    def write(self, data: Any, /) -> int:
        if self.tell() + len(data) > limits.REFERENCE_SEND_BYTES:
            raise _TooHeavy
        return super().write(data)


def _encode(picture: Pillow.Image, *, png: bool) -> tuple[bytes, float]:
    """The bytes to send, at most REFERENCE_SEND_BYTES, and the scale that this took (1 for none)."""
    ways: list[dict[str, Any]] = [{"format": "PNG", "compress_level": 6}] if png else _JPEG
    scale = 1.0
    while True:
        scaled = picture if scale == 1 else _scaled(picture, scale)
        for way in ways:
            with contextlib.suppress(_TooHeavy):
                return _saved(scaled, _Limited(), **way), scale
        scale *= 0.8


def _scaled(picture: Pillow.Image, scale: float) -> Pillow.Image:
    width, height = (max(limits.REFERENCE_MIN_SIDE, round(side * scale)) for side in picture.size)
    return picture.resize((width, height), Pillow.Resampling.LANCZOS, reducing_gap=2.0)


def _saved(picture: Pillow.Image, into: io.BytesIO, **options: Any) -> bytes:
    picture.save(into, **options)
    return into.getvalue()


def _thumbnail(picture: Pillow.Image) -> bytes:
    small = _scaled(picture, min(1, THUMBNAIL / max(picture.size)))
    return _saved(small, io.BytesIO(), format="WEBP", quality=80, method=2)
