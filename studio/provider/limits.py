"""Limits that all models share, and how long a call may take; what differs between models is in `models.py`."""

from collections.abc import Iterable
from datetime import timedelta

MAX_RATIO = 16
"""Ratio of the longer to the shorter side, for results and for references."""

MAX_IMAGES = 15
"""Images of one call, for a model that supports groups."""

REFERENCE_FORMATS = ("jpeg", "png", "webp", "bmp", "tiff", "gif")
REFERENCE_MIN_SIDE = 15
REFERENCE_MAX_PIXELS = 36_000_000
REFERENCE_MAX_BYTES = 30 * 1024**2
"""Limit for uploads; what is sent to the provider is smaller."""
REFERENCE_SEND_BYTES = 10 * 1024**2

RESULT_FORMAT = "jpeg"
"""The format requested from models with several: files, thumbnails and AI labels are JPEG."""
RESULT_MAX_BYTES = 60 * 1024**2
LINK_LIFE = timedelta(hours=24)

EVENT_DEADLINE = 180.0
"""Seconds without an event; comments do not count."""


def overall_deadline(images: int) -> float:
    """Seconds that a call for this many images may take in total."""
    return 120.0 + 60.0 * images


def tokens(pixels: Iterable[int]) -> int:
    """Output tokens of a call, from the pixels of each image; only the sum is rounded."""
    return sum(pixels) // 256
