"""Parses `size` and refuses invalid values with the live service's messages."""

import re

from studio.provider.model_spec import ModelSpec
from studio.provider.server.errors import Refusal, invalid
from studio.provider.sizes import Fault, Size, SizeLimits, problem

_NAMED = ("1K", "2K", "4K")
"""The tiers in the live service's error message, whatever the model."""


def parse_size(text: str, model: ModelSpec) -> Size | str:
    """An exact size, or a tier in upper case. Raises Refusal."""
    tier = text.upper()
    if tier in model.tiers:
        return tier
    if tier in _NAMED:
        raise invalid("size", f"the specified size is not supported for model {model.short_id}")
    width, times, height = text.partition("x")
    if not times:
        raise invalid("size", "size must be one of 'WIDTHxHEIGHT', '1k', '2k', or '4k'")
    size = Size(_side(width, "width"), _side(height, "height"))
    if wrong := problem(size, model.size_limits):
        raise invalid("size", _message(wrong, model.size_limits))
    return size


def _message(fault: Fault, limits: SizeLimits) -> str:
    messages = {
        "too_few": f"image size must be at least {limits.min_pixels} pixels",
        "too_many": f"image size must be at most {limits.max_pixels} pixels",
        "ratio": f"aspect ratio must be between 1/{limits.max_ratio} and {limits.max_ratio}",
        "step": f"width and height must be multiples of {limits.step}",
        "empty": "invalid width",
    }
    return messages[fault]


def _side(text: str, name: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) == 0:
        raise _invalid_side(name)
    return int(text)


def _invalid_side(name: str) -> Refusal:
    return invalid("size", f"invalid {name}")
