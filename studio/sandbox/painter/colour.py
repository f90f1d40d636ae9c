"""Colours as (3, 1, 1) float32 arrays in sRGB, and what is done with them."""

from collections.abc import Sequence

import numpy as np

from .noise import Plane

type Paint = Plane | tuple[int, int, int]
"""What Pillow can be told to draw with: a colour, or its bytes where many shapes share it."""

type Stops = Sequence[tuple[float, str | Plane]]


RAMP_STEPS = 2048


def rgb(value: str | Plane) -> Plane:
    """`#rrggbb` (or a colour already made) as a (3, 1, 1) array of 0..1."""
    if not isinstance(value, str):
        return value
    digits = value.lstrip("#")
    return np.array([int(digits[i : i + 2], 16) for i in (0, 2, 4)], np.float32).reshape(3, 1, 1) / 255


def bytes_of(colour: Paint) -> tuple[int, int, int]:
    """A colour as the three 0..255 numbers Pillow draws with."""
    if isinstance(colour, tuple):
        return colour
    red, green, blue = (min(255, max(0, int(v * 255 + 0.5))) for v in colour.ravel().tolist())
    return red, green, blue


def mix(a: Plane, b: Plane, t: float | Plane) -> Plane:
    """Linear mixture; 0 is `a`, 1 is `b`."""
    return a + (b - a) * t


def ramp(stops: Stops, t: Plane) -> Plane:
    """Colour gradient: (3, *t.shape). Looked up in a table fine enough not to band, which beats interpolating."""
    places = [place for place, _ in stops]
    colours = np.stack([rgb(colour).reshape(3) for _, colour in stops])
    steps = np.linspace(places[0], places[-1], RAMP_STEPS)
    table = np.stack([np.interp(steps, places, colours[:, k]) for k in range(3)]).astype(np.float32)
    scale = (RAMP_STEPS - 1) / (places[-1] - places[0])
    at = np.clip((t - places[0]) * scale + 0.5, 0, RAMP_STEPS - 1).astype(np.int16)
    return np.stack([channel.take(at) for channel in table])


def luminance(picture: Plane) -> Plane:
    """(h, w) brightness of a (3, h, w) picture."""
    level: Plane = 0.299 * picture[0] + 0.587 * picture[1] + 0.114 * picture[2]
    return level


def deepen(colour: Plane, factor: float) -> Plane:
    """Darker (factor < 1) with the saturation kept alive, or lighter towards white (factor > 1)."""
    if factor <= 1:
        return np.clip(colour, 0, 1) ** np.float32(1.15) * factor
    return mix(colour, np.ones_like(colour), min(factor - 1, 1))


def spread(hues: Sequence[Plane], count: int) -> list[Plane]:
    """`count` colours from at least one: more are made by mixing neighbours and shifting lightness."""
    if len(hues) == 1:
        only = hues[0]
        factors = np.linspace(0.45, 1.75, count)
        return [deepen(only, float(f)) for f in factors]
    places = np.linspace(0, 1, len(hues))
    wanted = np.linspace(0, 1, count)
    return [ramp([(float(p), h) for p, h in zip(places, hues, strict=True)], np.array([[t]])) for t in wanted]


def toned(picture: Plane, hues: Sequence[Plane], amount: float) -> Plane:
    """The picture pulled towards `hues`: the first in the middle tones, deep and pale shades of them around it."""
    deep = deepen(hues[0], 0.22)
    pale = deepen(hues[-1], 1.75)
    level = np.clip(luminance(picture), 0, 1)
    return mix(picture, ramp([(0, deep), (0.48, hues[0]), (1, pale)], level), amount)
