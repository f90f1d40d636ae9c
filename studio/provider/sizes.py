"""Sizes of results: the tiers, the ratios worth offering, and what is legal."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from studio.provider.limits import MAX_PIXELS, MAX_RATIO, MIN_PIXELS

Fault = Literal["empty", "ratio", "too_few", "too_many"]
Shape = Literal["square", "landscape", "portrait", "pano"]

_WRITTEN = re.compile(r"\s*(\d{1,6})\s*[xX×]\s*(\d{1,6})\s*")  # prose and people write ×, the wire x
_STEP = 8


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    @classmethod
    def parse(cls, text: str) -> "Size":
        """Reads `2048x2048` or `2048×2048`; raises ValueError for anything else, a tier too."""
        match = _WRITTEN.fullmatch(text)
        if match is None:
            raise ValueError(f"Not a size: {text[:40]!r}")
        return cls(int(match[1]), int(match[2]))

    @property
    def pixels(self) -> int:
        return self.width * self.height

    @property
    def ratio(self) -> float:
        """Width over height; a size without height has none and says 0."""
        return self.width / self.height if self.height else 0.0

    @property
    def shape(self) -> Shape:
        """What kind of rectangle it is, to the eye."""
        if self.ratio > 2:
            return "pano"
        return "square" if self.ratio == 1 else "landscape" if self.ratio > 1 else "portrait"

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A ratio that people ask for, in both tiers."""

    ratio: str
    two_k: Size
    four_k: Size


TIERS = ("2K", "4K")
TIER_SIZES = {"2K": Size(2048, 2048), "4K": Size(4096, 4096)}
"""What to reckon with; the real size of a tier comes with the answer."""

PRESETS = (
    Preset(ratio="1:1", two_k=Size(2048, 2048), four_k=Size(4096, 4096)),
    Preset(ratio="4:3", two_k=Size(2304, 1728), four_k=Size(4704, 3520)),
    Preset(ratio="3:4", two_k=Size(1728, 2304), four_k=Size(3520, 4704)),
    Preset(ratio="16:9", two_k=Size(2560, 1440), four_k=Size(5504, 3040)),
    Preset(ratio="9:16", two_k=Size(1440, 2560), four_k=Size(3040, 5504)),
    Preset(ratio="3:2", two_k=Size(2496, 1664), four_k=Size(4992, 3328)),
    Preset(ratio="2:3", two_k=Size(1664, 2496), four_k=Size(3328, 4992)),
    Preset(ratio="21:9", two_k=Size(3024, 1296), four_k=Size(6240, 2656)),
)


def problem(size: Size) -> Fault | None:
    """Why the model would refuse this size, or None."""
    if size.width <= 0 or size.height <= 0:
        return "empty"
    if max(size.width, size.height) > MAX_RATIO * min(size.width, size.height):
        return "ratio"
    if size.pixels < MIN_PIXELS:
        return "too_few"
    return "too_many" if size.pixels > MAX_PIXELS else None


def nearest(size: Size) -> Size:
    """A legal size of about the same shape and area, in steps of 8 pixels; a legal one stays as it is."""
    if problem(size) is None:
        return size
    width, height = max(1, size.width), max(1, size.height)
    ratio = min(MAX_RATIO, max(1 / MAX_RATIO, width / height))
    pixels = min(MAX_PIXELS, max(MIN_PIXELS, width * height))
    smaller = _rounded(pixels, ratio, math.floor)
    return smaller if problem(smaller) is None else _rounded(pixels, ratio, math.ceil)


def _rounded(pixels: int, ratio: float, whole: Callable[[float], int]) -> Size:
    """The sides in whole steps; rounding must not carry the ratio over its limit."""
    wide = math.sqrt(pixels * ratio)
    width, height = whole(wide / _STEP) * _STEP, whole(wide / ratio / _STEP) * _STEP
    return Size(min(width, MAX_RATIO * height), min(height, MAX_RATIO * width))
