"""How long the live service takes for an image."""

from hashlib import sha256

from studio.provider.limits import MAX_PIXELS, MIN_PIXELS

_SPREAD = 4.0


def seconds(delay: float | None, *, pixels: int, references: int, prompt: str, index: int) -> float:
    """A set delay as it is; otherwise 8-12 s at 2K, about 18 s at 4K, some 4 s more with references."""
    if delay is not None:
        return delay
    share = sha256(f"{prompt}\n{index}".encode("utf-8", "replace")).digest()[0] / 255
    extra = (pixels - MIN_PIXELS) / (MAX_PIXELS - MIN_PIXELS) * 8
    return 8 + share * _SPREAD + extra + (3 + 0.15 * references if references else 0)
