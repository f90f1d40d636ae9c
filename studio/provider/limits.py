"""The limits of every model, and how long a call may take; what differs between models is in `models.py`."""

from collections.abc import Iterable
from datetime import timedelta

MAX_RATIO = 16
"""Of the long side to the short one, for results and for references."""

MAX_IMAGES = 15
"""Of one call, for a model that makes groups."""

REFERENCE_FORMATS = ("jpeg", "png", "webp", "bmp", "tiff", "gif")
REFERENCE_MIN_SIDE = 15
REFERENCE_MAX_PIXELS = 36_000_000
REFERENCE_MAX_BYTES = 30 * 1024**2
"""What a person may bring; what is sent is smaller."""
REFERENCE_SEND_BYTES = 10 * 1024**2

RESULT_FORMAT = "jpeg"
"""What is asked for where a model has several: files, thumbnails and AI labels are JPEG."""
RESULT_MAX_BYTES = 60 * 1024**2
LINK_LIFE = timedelta(hours=24)

EVENT_DEADLINE = 180.0
"""Seconds without an event; comments are no events."""


def overall_deadline(images: int) -> float:
    """Seconds that a call for so many images may take in all."""
    return 120.0 + 60.0 * images


def tokens(pixels: Iterable[int]) -> int:
    """Output tokens of one call, from the pixels of each of its images; only the sum is rounded."""
    return sum(pixels) // 256
