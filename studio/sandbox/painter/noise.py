"""Smooth random fields. Every function is a pure function of its seed."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

type Plane = npt.NDArray[Any]
"""float32; (h, w) for one channel, (3, h, w) for colour: planar, because numpy then works along rows."""


def stretch(plane: Plane, width: int, height: int) -> Plane:
    """`plane` resampled to (height, width), bicubic."""
    picture = Image.fromarray(np.ascontiguousarray(plane, dtype=np.float32), "F")
    return np.asarray(picture.resize((width, height), Image.Resampling.BICUBIC), dtype=np.float32)


def fbm(
    width: int, height: int, cells: tuple[float, float], seed: int, octaves: int = 4, gain: float = 0.5
) -> Plane:
    """Fractal noise of about 0..1 with mean 0.5. `cells`: lattice cells across and down in the first octave.

    Octaves are added on their own small lattice and doubled, so only the last resampling is full size.
    """
    rng = np.random.default_rng(seed)
    across, down = (max(2, min(round(c), side)) for c, side in zip(cells, (width, height), strict=True))
    field = np.full((down, across), 0.0, np.float32)
    total, weight = 0.0, 1.0
    for octave in range(octaves):
        if octave:
            across, down = min(across * 2, width), min(down * 2, height)
            field = stretch(field, across, down)
        field = field + weight * rng.random((down, across), dtype=np.float32)
        total += weight
        weight *= gain
    return stretch(field / total, width, height)


def curve(x: Plane, seed: int, octaves: int = 6, gain: float = 0.5) -> Plane:
    """One-dimensional fractal noise of about 0..1, sampled at `x` (any shape, >= 0), one lattice cell per unit."""
    flat = np.asarray(x, np.float32)
    rng = np.random.default_rng(seed)
    out = np.zeros_like(flat)
    total, weight, frequency = 0.0, 1.0, 1.0
    for _ in range(octaves):
        at = flat * frequency
        left = at.astype(np.int32)
        part = at - left
        part = part * part * (3 - 2 * part)
        knots = rng.random(int(left.max(initial=0)) + 2, dtype=np.float32)
        out += weight * (knots[left] * (1 - part) + knots[left + 1] * part)
        total += weight
        weight *= gain
        frequency *= 2
    return out / np.float32(total)


def step(low: float | Plane, high: float | Plane, x: Plane) -> Plane:
    """Smoothstep: 0 below `low`, 1 above `high` (or the other way round when low > high)."""
    t = np.clip((x - low) / (high - low), 0, 1)
    smooth: Plane = t * t * (3 - 2 * t)
    return smooth
