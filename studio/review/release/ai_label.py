"""Writes the legally required AI label into a copy of a JPEG: as metadata, and visibly if the team wants it.

Runs in an image process (`infra.images.image_process`): pyexiv2 is not thread-safe, and a crafted file can only harm
that process. Must not import Django.
"""

import io
from typing import IO, Any

import pyexiv2
from PIL import Image as Pillow

from studio.review.release.visible_label import draw

QUALITY = 95
AIGC = "Xmp.TC260.AIGC"
SOURCE_TYPE = "Xmp.Iptc4xmpExt.DigitalSourceType"
TRAINED = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
NAMESPACES = {
    "TC260": "http://www.tc260.org.cn/ns/AIGC/1.0/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}

for prefix, namespace in NAMESPACES.items():
    pyexiv2.registerNs(namespace, prefix)


def label(file: IO[bytes], *, aigc: str, visible: bool) -> tuple[dict[str, Any], list[bytes]]:
    """Returns a labelled copy. Without the visible label, its pixels stay identical."""
    data = file.read()
    return {}, [_with_metadata(_with_visible_label(data) if visible else data, aigc)]


def _with_metadata(data: bytes, aigc: str) -> bytes:
    """Adds missing fields; existing ones stay, including the provider's own label."""
    image = pyexiv2.ImageData(data)
    try:
        present = image.read_xmp()
        wanted = {AIGC: aigc, SOURCE_TYPE: TRAINED}
        image.modify_xmp({name: value for name, value in wanted.items() if name not in present})
        labelled: bytes = image.get_bytes()
    finally:
        image.close()
    return labelled


def _with_visible_label(data: bytes) -> bytes:
    """Re-encodes the image with the label drawn on it, and keeps its metadata."""
    buffer = io.BytesIO()
    with Pillow.open(io.BytesIO(data), formats=("JPEG",)) as image:
        profile = image.info.get("icc_profile") if image.mode == "RGB" else None
        draw(image).save(buffer, "JPEG", quality=QUALITY, subsampling=0, icc_profile=profile)
    before, after = pyexiv2.ImageData(data), pyexiv2.ImageData(buffer.getvalue())
    try:
        before.copy_to_another_image(after, icc=False)
        drawn: bytes = after.get_bytes()
    finally:
        before.close()
        after.close()
    return drawn
