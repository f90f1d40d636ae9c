"""Dunes: each crest throws a lit and a shaded face, rippled by the wind."""

import numpy as np

from ..canvas import Stencil, cover
from ..colour import deepen, mix, ramp, rgb
from ..frame import Frame
from ..light import Light
from ..noise import Plane, step
from ..sky import paint_sky, vignette

LAYERS = 6
SAND = {"spring": "#e8c79a", "summer": "#e6b566", "autumn": "#d98f4e", "winter": "#dccfc0"}


def paint(frame: Frame) -> Plane:
    light = frame.light(time="dusk" if frame.brief.seed % 2 else "day")
    rng = frame.rng()
    horizon = frame.high * float(rng.uniform(0.36, 0.44))
    sun = (frame.wide * float(rng.uniform(0.2, 0.8)), horizon - 0.05 - 0.25 * light.height)
    picture = paint_sky(frame, light, horizon * 1.05, sun, clouds=0.3)
    side = 1.0 if sun[0] > frame.wide / 2 else -1.0
    crest = np.zeros(frame.width, np.float32)
    for layer in range(LAYERS):
        crest = dune(frame, light, picture, layer, horizon, side)
        if layer == 2:
            caravan(frame, picture, crest, light)
    return vignette(frame, picture)


def dune(frame: Frame, light: Light, picture: Plane, layer: int, horizon: float, side: float) -> Plane:
    """Paint one row of dunes, far (0) to near; returns its crest in units."""
    depth = layer / (LAYERS - 1)
    base = horizon + (frame.high - horizon) * (0.02 + 0.62 * depth**1.5)
    tall = 0.035 + 0.20 * depth
    shape = frame.curve(3.2 - 2.3 * depth, 20 + layer, octaves=3, gain=0.28)
    sharp = 1 - np.abs(shape * 2 - 1) ** 1.25
    crest = np.asarray(base - tall * (sharp - 0.35), np.float32)
    first = max(0, int(float(crest.min()) * frame.unit) - 1)
    below = np.maximum(frame.y[first:] - crest[None, :], 0)
    rows = below.shape[0]
    slope = np.gradient(crest, frame.x[0]) * np.float32(side / (tall * 4))
    wobble = (frame.noise(2.2, 40 + layer, octaves=3, rows=rows) - 0.5) * 0.28
    shift = (below * (1.25 * side) + wobble * np.minimum(below * 6, 1)) * frame.unit
    at = np.clip(np.arange(frame.width)[None, :] - shift.astype(np.int32), 0, frame.width - 1)
    facing = step(-0.16, 0.16, slope[at] * np.exp(below * (-1.6 / tall)) - 0.03)
    colour = sand(frame, light, depth, facing)
    colour *= 1 + ripples(frame, below, layer, rows) * (0.25 + 0.75 * facing) * (0.03 + 0.08 * depth)
    colour = mix(colour, light.haze, (0.62 * (1 - depth) ** 1.6) + 0.10 * np.exp(below * -14))
    rim = np.exp(below * -160) * facing * 0.22
    colour += light.sun * rim
    edge = 1 / frame.unit
    cover(picture[:, first:], colour, step(-edge, edge, frame.y[first:] - crest[None, :]))
    return crest


def sand(frame: Frame, light: Light, depth: float, facing: Plane) -> Plane:
    """The dune's colour between its shaded and its sunlit face."""
    grain = rgb(SAND[light.season])
    sunny = mix(grain, light.sun, 0.20) * mix(
        light.tint, np.ones_like(grain), 0.35 if not light.dark else 0.0
    )
    shady = mix(deepen(grain, 0.50) * light.tint, light.sky[0], 0.26)
    return ramp([(0, shady), (0.5, mix(shady, sunny, 0.55)), (1, sunny)], facing) * (0.86 + 0.14 * depth)


def ripples(frame: Frame, below: Plane, layer: int, rows: int) -> Plane:
    """-1..1: wind ripples, closer together towards the crest."""
    bend = frame.noise(1.7, 70 + layer, octaves=3, rows=rows) * 16
    waves: Plane = np.sin((below + 0.02) ** 0.8 * 150 + bend + frame.x * 26)
    return waves


def caravan(frame: Frame, picture: Plane, crest: Plane, light: Light) -> None:
    """A few camels on a crest."""
    if "camel" not in frame.brief.motifs and frame.brief.seed % 3:
        return
    stencil = Stencil(frame.width, frame.height)
    size = 0.030 * frame.unit
    start = int(frame.width * float(frame.rng(80).uniform(0.2, 0.55)))
    for k in range(5):
        x = min(frame.width - 1, start + int(k * size * 1.9))
        camel(stencil, x, float(crest[x]) * frame.unit, size)
    cover(picture, deepen(light.sky[0], 0.35), stencil.mask())


def camel(stencil: Stencil, x: float, y: float, size: float) -> None:
    """A dromedary of about `size` pixels, its feet at (x, y)."""
    stencil.ellipse((x, y - size * 0.55), size * 0.36, size * 0.17)
    stencil.ellipse((x - size * 0.02, y - size * 0.72), size * 0.15, size * 0.16)
    for leg in (-0.26, -0.17, 0.17, 0.26):
        stencil.line([(x + size * leg, y - size * 0.5), (x + size * leg, y + size * 0.03)], size * 0.07)
    stencil.line(
        [
            (x + size * 0.30, y - size * 0.58),
            (x + size * 0.48, y - size * 0.62),
            (x + size * 0.55, y - size * 0.98),
        ],
        size * 0.10,
    )
    stencil.ellipse((x + size * 0.62, y - size * 0.98), size * 0.12, size * 0.06)
