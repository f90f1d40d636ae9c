"""The AI label in a copy, read with pyexiv2, which wrote it, and with an independent XML parser."""

import hashlib
import io
import json
import xml.etree.ElementTree as ET

import pyexiv2
import pytest
from PIL import Image, ImageCms

from studio.review.release.ai_label import AIGC, SOURCE_TYPE, TRAINED, label
from studio.review.release.visible_label import BOX_OPACITY, HEIGHT, draw, text_mask

LABEL = json.dumps(
    {"Label": "1", "ContentProducer": "示例公司, Ltd.", "ProduceID": "1-2"}, ensure_ascii=False
)
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
AIGC_NAME = "{http://www.tc260.org.cn/ns/AIGC/1.0/}AIGC"
SOURCE_NAME = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"
OTHER_LABEL = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:a="http://www.tc260.org.cn/ns/AIGC/1.0/" a:AIGC="the provider’s own"
 xmlns:acme="http://acme.example/ns/" acme:Thing="kept"/></rdf:RDF></x:xmpmeta>""".encode()


def jpeg(size=(400, 300), **options) -> bytes:
    buffer = io.BytesIO()
    image = Image.effect_mandelbrot(size, (-2, -1.5, 1, 1.5), 40).convert("RGB")
    image.save(buffer, "JPEG", quality=92, **options)
    return buffer.getvalue()


def add_label(data: bytes, *, visible=False) -> bytes:
    _facts, (copy,) = label(io.BytesIO(data), aigc=LABEL, visible=visible)
    return copy


def open_image(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def pixel_hash(data: bytes) -> str:
    return hashlib.sha256(open_image(data).tobytes()).hexdigest()


def xmp_properties(data: bytes) -> dict[str, str]:
    """The properties of the XMP packet, found by its bytes and read as XML."""
    packet = data[data.index(b"<x:xmpmeta") : data.index(b"</x:xmpmeta>") + len(b"</x:xmpmeta>")]
    found = ET.fromstring(packet).iter(f"{RDF}Description")
    return {name: value for element in found for name, value in element.attrib.items()}


def jpeg_with_metadata() -> bytes:
    """A JPEG with every kind of metadata."""
    exif = Image.Exif()
    exif[0x010E] = "a vase"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = jpeg(exif=exif, icc_profile=profile, comment=b"hello", xmp=OTHER_LABEL)
    return data[:2] + b"\xff\xeb\x00\x08C2PA42" + data[2:]


def test_pyexiv2_reads_both_labels():
    image = pyexiv2.ImageData(add_label(jpeg()))
    assert image.read_xmp() == {AIGC: LABEL, SOURCE_TYPE: TRAINED}
    image.close()


def test_an_xml_parser_reads_both_labels():
    found = xmp_properties(add_label(jpeg()))
    assert json.loads(found[AIGC_NAME])["ContentProducer"] == "示例公司, Ltd."
    assert found[SOURCE_NAME] == TRAINED


def test_the_decoded_pixels_are_those_of_the_original():
    data = jpeg_with_metadata()
    assert pixel_hash(add_label(data)) == pixel_hash(data)


def test_an_existing_label_is_kept_and_only_the_missing_one_is_added():
    found = xmp_properties(add_label(jpeg_with_metadata()))
    assert found[AIGC_NAME] == "the provider’s own"
    assert found[SOURCE_NAME] == TRAINED


def test_no_existing_metadata_is_removed():
    data = jpeg_with_metadata()
    copy = add_label(data)
    before, after = open_image(data), open_image(copy)
    assert xmp_properties(copy)["{http://acme.example/ns/}Thing"] == "kept"
    assert dict(after.getexif()) == dict(before.getexif())
    assert after.info["icc_profile"] == before.info["icc_profile"]
    assert after.info["comment"].rstrip(b"\0") == b"hello"
    assert b"C2PA42" in copy


def test_the_same_original_gives_the_same_file():
    assert add_label(jpeg_with_metadata()) == add_label(jpeg_with_metadata())


def test_the_visible_label_keeps_the_metadata_and_changes_only_its_corner():
    data = jpeg_with_metadata()
    copy = add_label(data, visible=True)
    before, after = open_image(data), open_image(copy)
    assert (after.size, dict(after.getexif())) == (before.size, dict(before.getexif()))
    assert after.info["icc_profile"] == before.info["icc_profile"]
    assert xmp_properties(copy)[SOURCE_NAME] == TRAINED
    assert pixel_hash(copy) != pixel_hash(data)
    corner = (0, 0, 200, 200)
    largest_difference = max(
        abs(a - b) for a, b in zip(after.crop(corner).tobytes(), before.crop(corner).tobytes(), strict=True)
    )
    assert largest_difference < 40  # re-encoded, at a quality without a visible difference


@pytest.mark.parametrize("height", [40, 61.6, 225.3])
def test_the_text_of_the_label_is_as_high_as_the_regulation_requires(height):
    box = text_mask(height).point(lambda value: 255 if value > 127 else 0).getbbox()
    assert box
    assert box[3] - box[1] >= height * 0.98
    assert HEIGHT * 0.98 >= 0.05


@pytest.mark.parametrize("colour", ["white", "black", "red", "yellow", "grey"])
def test_the_label_is_legible_on_any_colour(colour):
    area = draw(Image.new("RGB", (1000, 600), colour)).crop((800, 500, 980, 580)).convert("L")
    lightest, background = area.getextrema()[1], sorted(area.tobytes())[len(area.tobytes()) // 10]
    assert lightest == 255
    assert background <= 255 * (1 - BOX_OPACITY) + 1
