"""Uploaded images are validated before they are decoded, and re-encoded from their pixels."""

import io
import struct
import zlib

import pytest
from django.utils import translation
from PIL import Image as Pillow

from studio.generations.media.image_normalizer import normalize
from studio.generations.media.image_validation import (
    Normalised,
    UploadRejected,
    describe,
    normalise,
)
from studio.provider import limits
from tests.fixtures import image_bytes


def normalise_in_process(file: bytes) -> Normalised:
    """The result of the decoding process, computed in this process."""
    facts, (data, thumbnail) = normalize(io.BytesIO(file))
    return Normalised(data=data, thumbnail=thumbnail, **facts)


def refusal_reason(data: bytes) -> str:
    with pytest.raises(UploadRejected) as caught:
        normalise(io.BytesIO(data), size=len(data), person=1)
    return str(caught.value)


def open_image(data: bytes) -> Pillow.Image:
    return Pillow.open(io.BytesIO(data))


def jpeg_with_gps() -> bytes:
    exif = Pillow.Exif()
    exif[0x0112] = 6  # rotated by 90 degrees
    exif.get_ifd(0x8825)[1] = "N"
    return image_bytes(64, 48, exif=exif, comment=b"<script>alert(1)</script>")


def test_a_plain_image_is_unchanged():
    result = normalise_in_process(image_bytes(64, 48))
    assert (result.media_type, result.width, result.height, result.changes) == ("image/jpeg", 64, 48, [])


def test_exif_rotation_is_applied_and_metadata_is_removed():
    result = normalise_in_process(jpeg_with_gps())
    assert (result.width, result.height) == (48, 64)
    assert result.changes == ["rotated", "metadata"]
    assert b"script" not in result.data
    assert not open_image(result.data).getexif()
    assert not open_image(result.thumbnail).getexif()


def test_bytes_after_the_image_data_are_removed():
    assert b"PK\x03\x04" not in normalise_in_process(image_bytes() + b"PK\x03\x04 a zip rides along").data


@pytest.mark.parametrize("format", ["PNG", "WEBP", "BMP", "TIFF", "GIF"])
def test_other_formats_become_jpeg(format):
    result = normalise_in_process(image_bytes(format=format))
    assert result.media_type == "image/jpeg"
    assert result.changes == ["converted_jpeg"]


def test_a_transparent_image_stays_a_png_with_its_transparency():
    result = normalise_in_process(image_bytes(format="PNG", colour=(255, 0, 0, 128)))
    assert result.media_type == "image/png"
    assert open_image(result.data).mode == "RGBA"


def test_cmyk_becomes_rgb():
    buffer = io.BytesIO()
    Pillow.new("CMYK", (64, 48), (0, 255, 255, 0)).save(buffer, "JPEG")
    assert open_image(normalise_in_process(buffer.getvalue()).data).mode == "RGB"


def test_only_the_first_frame_of_an_animation_is_kept():
    buffer = io.BytesIO()
    frames = [Pillow.new("RGB", (64, 48), colour) for colour in ("red", "blue")]
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    assert normalise_in_process(buffer.getvalue()).changes == ["first_frame", "converted_jpeg"]


def test_an_image_with_too_many_bytes_is_resized_until_it_fits(monkeypatch):
    monkeypatch.setattr(limits, "REFERENCE_SEND_BYTES", 20_000)
    buffer = io.BytesIO()
    Pillow.effect_noise((400, 300), 120).convert("RGB").save(buffer, "PNG")
    result = normalise_in_process(buffer.getvalue())
    assert len(result.data) <= 20_000
    assert "shrunk" in result.changes
    assert result.width < 400


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "Unsupported file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Unsupported file"),
        (image_bytes(14, 40), "longer than 14 pixels"),
        (image_bytes(20, 400), "too narrow"),
        (image_bytes(600, 400)[:3000], "damaged"),
    ],
)
def test_images_that_the_provider_would_refuse_are_refused_with_the_reason(data, reason):
    assert reason in refusal_reason(data)


def test_the_reason_is_in_the_readers_language():
    with translation.override("zh-hans"):
        assert "14" in refusal_reason(image_bytes(14, 40))
        assert "longer" not in refusal_reason(image_bytes(14, 40))


def test_a_valid_image_is_normalised_in_another_process():
    result = normalise(io.BytesIO(image_bytes(64, 48)), size=1, person=1)
    assert (result.media_type, result.width, result.height, result.changes) == ("image/jpeg", 64, 48, [])
    assert open_image(result.thumbnail).format == "WEBP"


def png_header(width: int, height: int) -> bytes:
    """A PNG whose header claims a size, with hardly any pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + header + body


def tiff_with_tiles(side: int) -> bytes:
    """400 × 400 grey pixels in one tile of another size; a large tile lacks most of its bytes."""
    pixels = zlib.compress(bytes(min(side * side, 512 * 512)))
    tags = [(256, 400), (257, 400), (258, 8), (259, 8), (262, 1), (277, 1), (322, side), (323, side)]
    start = 8 + 2 + 12 * (len(tags) + 2) + 4
    tags += [(324, start), (325, len(pixels))]
    directory = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + directory + bytes(4) + pixels


def test_a_decompression_bomb_is_refused_by_its_header():
    assert "36 million" in refusal_reason(png_header(8_000, 8_000))
    assert "Unsupported file" in refusal_reason(png_header(30_000, 30_000))


def test_oversized_tiff_tiles_are_refused_before_they_are_decoded():
    assert "tiles" in refusal_reason(tiff_with_tiles(20_000))


def test_a_tile_slightly_larger_than_the_image_is_accepted():
    assert normalise_in_process(tiff_with_tiles(512)).width == 400


class PositionRecordingFile(io.BytesIO):
    """A file that records how far it has been read."""

    max_position = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.max_position = max(self.max_position, self.tell())
        return data


def test_only_the_first_frames_of_an_animation_are_read():
    """Only the second of thousands of frames is looked for: reading all would take tens of seconds."""
    frame = b"\x2c" + struct.pack("<4HB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    head = b"GIF89a" + struct.pack("<HHBBB", 64, 48, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    file = PositionRecordingFile(head + frame * 100_000 + b";")
    facts, _files = normalize(file)
    assert facts["changes"] == ["first_frame", "converted_jpeg"]
    assert file.max_position < 100_000


def test_a_file_over_the_limit_is_refused_before_it_is_read():
    with pytest.raises(UploadRejected, match="30 MB"):
        normalise(io.BytesIO(), size=limits.REFERENCE_MAX_BYTES + 1, person=1)


def test_changes_are_shown_in_words():
    assert describe(["rotated", "shrunk"]) == "rotated upright, resized to fit 10 MB"
