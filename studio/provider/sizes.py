"""Result sizes: their text form, the preset ratios, and which sizes are allowed."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from studio.provider.limits import MAX_RATIO

Fault = Literal["empty", "ratio", "too_few", "too_many", "step"]
Shape = Literal["square", "landscape", "portrait", "pano"]

_SIZE_TEXT = re.compile(r"\s*(\d{1,6})\s*[xX×]\s*(\d{1,6})\s*")  # people write ×, the API x
_STEP = 8
"""The minimum step of a suggested size."""


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    @classmethod
    def parse(cls, text: str) -> "Size":
        """Parses `2048x2048` or `2048×2048`; raises ValueError for anything else, including a tier."""
        match = _SIZE_TEXT.fullmatch(text)
        if match is None:
            raise ValueError(f"Not a size: {text[:40]!r}")
        return cls(int(match[1]), int(match[2]))

    @property
    def pixels(self) -> int:
        return self.width * self.height

    @property
    def ratio(self) -> float:
        """Width divided by height; 0 for a size without height."""
        return self.width / self.height if self.height else 0.0

    @property
    def shape(self) -> Shape:
        """The kind of rectangle, as people see it."""
        if self.ratio > 2:
            return "pano"
        return "square" if self.ratio == 1 else "landscape" if self.ratio > 1 else "portrait"

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeLimits:
    """The sizes that a model accepts."""

    min_pixels: int
    max_pixels: int
    max_ratio: int = MAX_RATIO
    step: int = 1
    """Width and height are multiples of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A common ratio, with its size in every tier of a model."""

    ratio: str
    sizes: Mapping[str, Size]
    """Sizes by tier."""


def presets(ratios: Sequence[str], tiers: Mapping[str, str]) -> tuple[Preset, ...]:
    """Builds presets from each tier's sizes, which are in the order of the ratios."""
    sizes = {tier: [Size.parse(size) for size in text.split()] for tier, text in tiers.items()}
    return tuple(
        Preset(ratio=ratio, sizes={tier: found[place] for tier, found in sizes.items()})
        for place, ratio in enumerate(ratios)
    )


def problem(size: Size, limits: SizeLimits) -> Fault | None:
    """Why a model with these limits would refuse the size, or None."""
    if size.width <= 0 or size.height <= 0:
        return "empty"
    if max(size.width, size.height) > limits.max_ratio * min(size.width, size.height):
        return "ratio"
    if size.pixels < limits.min_pixels:
        return "too_few"
    if size.pixels > limits.max_pixels:
        return "too_many"
    return "step" if size.width % limits.step or size.height % limits.step else None


def nearest(size: Size, limits: SizeLimits) -> Size:
    """The nearest valid size of about the same shape and area, in whole steps; a valid size is returned unchanged."""
    if problem(size, limits) is None:
        return size
    width, height = max(1, size.width), max(1, size.height)
    ratio = min(limits.max_ratio, max(1 / limits.max_ratio, width / height))
    pixels = min(limits.max_pixels, max(limits.min_pixels, width * height))
    smaller = _rounded(pixels, ratio, math.floor, limits)
    return smaller if problem(smaller, limits) is None else _rounded(pixels, ratio, math.ceil, limits)


def _rounded(pixels: int, ratio: float, round_steps: Callable[[float], int], limits: SizeLimits) -> Size:
    """Rounds the sides to whole steps without letting the ratio exceed its limit."""
    ideal_width, step = math.sqrt(pixels * ratio), max(_STEP, limits.step)
    width, height = round_steps(ideal_width / step) * step, round_steps(ideal_width / ratio / step) * step
    return Size(min(width, limits.max_ratio * height), min(height, limits.max_ratio * width))
