"""Reads `size` and refuses it with the live service's messages."""

import re

from studio.provider.server.errors import Refusal, invalid
from studio.provider.sizes import TIERS, Size, problem

_MESSAGES = {
    "too_few": "image size must be at least 3686400 pixels",
    "too_many": "image size must be at most 16777216 pixels",
    "ratio": "aspect ratio must be between 1/16 and 16",
    "empty": "invalid width",
}


def parse_size(text: str) -> Size | str:
    """An exact size, or a tier in upper case. Raises Refusal."""
    tier = text.upper()
    if tier in TIERS:
        return tier
    if tier == "1K":
        raise invalid("size", "the specified size is not supported for model doubao-seedream-4-5")
    width, times, height = text.partition("x")
    if not times:
        raise invalid("size", "size must be one of 'WIDTHxHEIGHT', '1k', '2k', or '4k'")
    size = Size(_side(width, "width"), _side(height, "height"))
    if wrong := problem(size):
        raise invalid("size", _MESSAGES[wrong])
    return size


def _side(text: str, name: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) == 0:
        raise _invalid_side(name)
    return int(text)


def _invalid_side(name: str) -> Refusal:
    return invalid("size", f"invalid {name}")
