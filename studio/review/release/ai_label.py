"""Writes the AI label that the law asks for into a copy of a JPEG: as metadata, and visibly where a team wants it.

It runs in an image process (`infra.images.image_process`): pyexiv2 must not be used by two threads at once, and
whatever a crafted file does to it ends with that process. No Django here.
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
    """A labelled copy. Without the visible label its pixels are the file's own, bit by bit."""
    data = file.read()
    return {}, [_with_metadata(_with_visible_label(data) if visible else data, aigc)]


def _with_metadata(data: bytes, aigc: str) -> bytes:
    """Adds what is absent; what is there stays as it is, also a label of the provider's own."""
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
    """The picture encoded again with the label drawn on it, and with the metadata that it had."""
    buffer = io.BytesIO()
    with Pillow.open(io.BytesIO(data), formats=("JPEG",)) as picture:
        profile = picture.info.get("icc_profile") if picture.mode == "RGB" else None
        draw(picture).save(buffer, "JPEG", quality=QUALITY, subsampling=0, icc_profile=profile)
    before, after = pyexiv2.ImageData(data), pyexiv2.ImageData(buffer.getvalue())
    try:
        before.copy_to_another_image(after, icc=False)
        drawn: bytes = after.get_bytes()
    finally:
        before.close()
        after.close()
    return drawn
