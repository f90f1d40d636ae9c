"""A few pictures that all rows share: a gallery of a million has something to show and takes a few megabytes."""

import hashlib
from collections.abc import Callable, Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from studio.generations.media.thumbnails import THUMBNAIL, shrink
from studio.provider.models import DEFAULT_MODEL
from studio.provider.sizes import Size

EACH = 3  # pictures of each ratio
_SIDE = 768  # pixels of the longer side, whatever size the rows tell
_SUBJECTS = ("雨夜的城市街道", "A harbour in the morning mist, watercolour", "水彩风格的陶瓷花瓶和郁金香")

Painter = Callable[[str, int, int], bytes]
"""Makes a JPEG of a prompt, a width and a height."""
Picture = tuple[int, int, str, str, int, str]
"""Number of the ratio, of the picture, its file, its thumbnail, bytes, SHA-256."""


def pictures(paint: Painter) -> Iterator[Picture]:
    """Painted when they are not there yet."""
    for ratio, preset in enumerate(DEFAULT_MODEL.presets):
        size = _small(preset.sizes["2K"])
        for number, subject in enumerate(_SUBJECTS):
            file = f"seed/{ratio}-{number}.jpg"
            data = _kept(file) or _keep(file, paint(subject, size.width, size.height))
            thumbnail = f"seed/{ratio}-{number}.webp"
            if not default_storage.exists(thumbnail):
                with default_storage.open(file) as source:
                    _keep(thumbnail, shrink(source, THUMBNAIL))
            yield ratio, number, file, thumbnail, len(data), hashlib.sha256(data).hexdigest()


def _small(size: Size) -> Size:
    scale = _SIDE / max(size.width, size.height)
    return Size(round(size.width * scale), round(size.height * scale))


def _kept(name: str) -> bytes:
    if not default_storage.exists(name):
        return b""
    with default_storage.open(name) as file:
        return bytes(file.read())


def _keep(name: str, data: bytes) -> bytes:
    default_storage.save(name, ContentFile(data))
    return data
