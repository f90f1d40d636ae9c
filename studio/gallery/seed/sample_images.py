"""A few image files that all rows share, so that a gallery of a million images takes only a few megabytes."""

import hashlib
from collections.abc import Callable, Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from studio.generations.media.thumbnails import THUMBNAIL, shrink
from studio.provider.models import DEFAULT_MODEL
from studio.provider.sizes import Size

IMAGES_PER_RATIO = 3  # for each ratio
_SIDE = 768  # pixels of the longer side, whatever the size in the rows
_SUBJECTS = ("雨夜的城市街道", "A harbour in the morning mist, watercolour", "水彩风格的陶瓷花瓶和郁金香")

Painter = Callable[[str, int, int], bytes]
"""Makes a JPEG from a prompt, a width and a height."""
SampleImage = tuple[int, int, str, str, int, str]
"""Number of the ratio, number of the image, file, thumbnail, bytes, SHA-256."""


def sample_images(paint: Painter) -> Iterator[SampleImage]:
    """The sample images, painted unless they are already stored."""
    for ratio, preset in enumerate(DEFAULT_MODEL.presets):
        size = _scale_down(preset.sizes["2K"])
        for number, subject in enumerate(_SUBJECTS):
            file = f"seed/{ratio}-{number}.jpg"
            data = _read_if_exists(file) or _save(file, paint(subject, size.width, size.height))
            thumbnail = f"seed/{ratio}-{number}.webp"
            if not default_storage.exists(thumbnail):
                with default_storage.open(file) as source:
                    _save(thumbnail, shrink(source, THUMBNAIL))
            yield ratio, number, file, thumbnail, len(data), hashlib.sha256(data).hexdigest()


def _scale_down(size: Size) -> Size:
    scale = _SIDE / max(size.width, size.height)
    return Size(round(size.width * scale), round(size.height * scale))


def _read_if_exists(name: str) -> bytes:
    if not default_storage.exists(name):
        return b""
    with default_storage.open(name) as file:
        return bytes(file.read())


def _save(name: str, data: bytes) -> bytes:
    default_storage.save(name, ContentFile(data))
    return data
