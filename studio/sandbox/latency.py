"""The sandbox's delay per image."""

from hashlib import sha256

from studio.provider.models import DEFAULT_MODEL

REALISTIC = "realistic"
_SPREAD = 4.0


def parse_delay(text: str) -> float | None:
    """Seconds per image; None means as long as the real service takes. Raises ValueError for anything else."""
    if text == REALISTIC:
        return None
    try:
        delay = float(text)
    except ValueError:
        delay = -1
    if not 0 <= delay <= 3600:
        raise ValueError(f"{text!r} is neither a number of seconds (0 to 3600) nor “{REALISTIC}”.")
    return delay


def seconds(delay: float | None, *, pixels: int, references: int, prompt: str, index: int) -> float:
    """A configured delay unchanged; otherwise 8-12 s at 2K, about 18 s at 4K, some 4 s more with references."""
    if delay is not None:
        return delay
    share = sha256(f"{prompt}\n{index}".encode("utf-8", "replace")).digest()[0] / 255
    least, most = DEFAULT_MODEL.size_limits.min_pixels, DEFAULT_MODEL.size_limits.max_pixels
    extra = (pixels - least) / (most - least) * 8
    return 8 + share * _SPREAD + extra + (3 + 0.15 * references if references else 0)
