"""Pictures that people bring are checked before they are decoded and rebuilt from their pixels."""

import io
import struct
import zlib

import pytest
from django.utils import translation
from PIL import Image as Pillow

from studio.generations.media.image_normalizer import normalize
from studio.generations.media.image_validation import (
    Normalised,
    RefusedPicture,
    describe,
    normalise,
)
from studio.provider import limits
from tests.fixtures import picture


def normalised(data: bytes) -> Normalised:
    """What the process that decodes would make of it, made in this one."""
    facts, (made, thumbnail) = normalize(io.BytesIO(data))
    return Normalised(data=made, thumbnail=thumbnail, **facts)


def refused(data: bytes) -> str:
    with pytest.raises(RefusedPicture) as caught:
        normalise(io.BytesIO(data), size=len(data), person=1)
    return str(caught.value)


def opened(data: bytes) -> Pillow.Image:
    return Pillow.open(io.BytesIO(data))


def with_gps() -> bytes:
    exif = Pillow.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"
    return picture(64, 48, exif=exif, comment=b"<script>alert(1)</script>")


def test_a_plain_picture_stays_as_it_is():
    kept = normalised(picture(64, 48))
    assert (kept.media_type, kept.width, kept.height, kept.changes) == ("image/jpeg", 64, 48, [])


def test_exif_rotation_is_applied_and_metadata_is_gone():
    kept = normalised(with_gps())
    assert (kept.width, kept.height) == (48, 64)
    assert kept.changes == ["rotated", "metadata"]
    assert b"script" not in kept.data
    assert not opened(kept.data).getexif()
    assert not opened(kept.thumbnail).getexif()


def test_bytes_behind_the_picture_are_gone():
    assert b"PK\x03\x04" not in normalised(picture() + b"PK\x03\x04 a zip rides along").data


@pytest.mark.parametrize("format", ["PNG", "WEBP", "BMP", "TIFF", "GIF"])
def test_other_formats_become_jpeg(format):
    kept = normalised(picture(format=format))
    assert kept.media_type == "image/jpeg"
    assert kept.changes == ["converted_jpeg"]


def test_a_transparent_picture_stays_a_png_with_its_transparency():
    kept = normalised(picture(format="PNG", colour=(255, 0, 0, 128)))
    assert kept.media_type == "image/png"
    assert opened(kept.data).mode == "RGBA"


def test_cmyk_becomes_rgb():
    buffer = io.BytesIO()
    Pillow.new("CMYK", (64, 48), (0, 255, 255, 0)).save(buffer, "JPEG")
    assert opened(normalised(buffer.getvalue()).data).mode == "RGB"


def test_only_the_first_frame_of_an_animation_is_kept():
    buffer = io.BytesIO()
    frames = [Pillow.new("RGB", (64, 48), colour) for colour in ("red", "blue")]
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    assert normalised(buffer.getvalue()).changes == ["first_frame", "converted_jpeg"]


def test_a_picture_that_is_too_heavy_is_made_smaller_until_it_fits(monkeypatch):
    monkeypatch.setattr(limits, "REFERENCE_SEND_BYTES", 20_000)
    buffer = io.BytesIO()
    Pillow.effect_noise((400, 300), 120).convert("RGB").save(buffer, "PNG")
    kept = normalised(buffer.getvalue())
    assert len(kept.data) <= 20_000
    assert "shrunk" in kept.changes
    assert kept.width < 400


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "Unsupported file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Unsupported file"),
        (picture(14, 40), "longer than 14 pixels"),
        (picture(20, 400), "too narrow"),
        (picture(600, 400)[:3000], "damaged"),
    ],
)
def test_what_the_provider_would_refuse_is_refused_with_the_reason(data, reason):
    assert reason in refused(data)


def test_the_reason_is_in_the_readers_language():
    with translation.override("zh-hans"):
        assert "14" in refused(picture(14, 40))
        assert "longer" not in refused(picture(14, 40))


def test_a_picture_that_passes_is_made_safe_in_another_process():
    kept = normalise(io.BytesIO(picture(64, 48)), size=1, person=1)
    assert (kept.media_type, kept.width, kept.height, kept.changes) == ("image/jpeg", 64, 48, [])
    assert opened(kept.thumbnail).format == "WEBP"


def png(width: int, height: int) -> bytes:
    """A header that claims a size, and hardly any pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + body


def tiff_with_tiles(side: int) -> bytes:
    """400 × 400 grey pixels in one tile of another size; most of its bytes are missing when it is a large one."""
    pixels = zlib.compress(bytes(min(side * side, 512 * 512)))
    tags = [(256, 400), (257, 400), (258, 8), (259, 8), (262, 1), (277, 1), (322, side), (323, side)]
    start = 8 + 2 + 12 * (len(tags) + 2) + 4
    tags += [(324, start), (325, len(pixels))]
    directory = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + directory + bytes(4) + pixels


def test_a_bomb_is_refused_by_its_header():
    assert "36 million" in refused(png(8_000, 8_000))
    assert "Unsupported file" in refused(png(30_000, 30_000))


def test_tiles_beyond_the_picture_are_refused_before_they_take_memory():
    assert "tiles" in refused(tiff_with_tiles(20_000))


def test_a_small_picture_in_one_larger_tile_is_fine():
    assert normalised(tiff_with_tiles(512)).width == 400


class Watched(io.BytesIO):
    """A file that knows how far it has been read."""

    furthest = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.furthest = max(self.furthest, self.tell())
        return data


def test_the_frames_of_an_animation_are_not_counted():
    """Of thousands of frames only the second one is looked for: all of them would take tens of seconds."""
    frame = b"\x2c" + struct.pack("<4HB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    head = b"GIF89a" + struct.pack("<HHBBB", 64, 48, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    file = Watched(head + frame * 100_000 + b";")
    facts, _files = normalize(file)
    assert facts["changes"] == ["first_frame", "converted_jpeg"]
    assert file.furthest < 100_000


def test_a_file_over_the_limit_is_refused_before_it_is_read():
    with pytest.raises(RefusedPicture, match="30 MB"):
        normalise(io.BytesIO(), size=limits.REFERENCE_MAX_BYTES + 1, person=1)


def test_changes_are_shown_in_words():
    assert describe(["rotated", "shrunk"]) == "rotated upright, resized to fit 10 MB"
