"""A branch in flower before a soft garden."""

import numpy as np

from ..botany import Growth, draw_flower, draw_wood, grow
from ..canvas import Overlay, Stencil, cover, soften, soften_colour
from ..colour import deepen, mix, ramp, rgb
from ..frame import Frame
from ..light import Light
from ..noise import Plane, step
from ..sky import paint_sky, screen, vignette
from .valley import scatter

FLOWERS = {"spring": "#f39ab8", "summer": "#e8517a", "autumn": "#e88a3a", "winter": "#d8384f"}


def paint(frame: Frame) -> Plane:
    light = frame.light(season="spring")
    rng = frame.rng()
    flower = frame.hues[0] if frame.hues else rgb(FLOWERS[light.season])
    picture = garden(frame, light, flower)
    for layer in range(2):
        branches(frame, light, picture, flower, rng, layer)
    scatter(frame, picture, mix(flower, rgb("#ffffff"), 0.55) if light.season != "winter" else rgb("#ffffff"))
    return vignette(frame, picture, 0.28)


def garden(frame: Frame, light: Light, flower: Plane) -> Plane:
    """Far out of focus: sky, foliage and discs of light."""
    sun = (frame.wide * 0.74, frame.high * 0.22)
    picture = paint_sky(frame, light, frame.high * 1.1, sun, clouds=0.25)
    leafy = soften(
        step(0.42, 0.62, frame.noise(1.7, 10, octaves=3) + 0.35 * (frame.y / frame.high - 0.55)),
        0.03 * frame.unit,
    )
    tone = frame.noise(2.6, 11, octaves=3)
    foliage = ramp(
        [(0.2, light.ground[4]), (0.6, mix(light.ground[2], light.foliage, 0.35)), (0.85, light.haze)], tone
    )
    cover(picture, foliage, leafy * 0.72)
    rng = frame.rng(12)
    for tint, count in ((flower, 16), (light.sun, 14), (light.haze, 10)):
        discs = Stencil(frame.width, frame.height)
        for _ in range(int(count * frame.wide)):
            radius = float(rng.uniform(0.012, 0.050)) * frame.unit
            place = (float(rng.random()) * frame.width, float(rng.uniform(0.1, 1)) * frame.height)
            discs.ellipse(place, radius, radius, int(rng.integers(30, 110)))
        picture = screen(
            picture,
            tint * mix(light.tint, np.ones_like(tint), 0.3),
            soften(discs.mask(), 0.004 * frame.unit) * 0.62,
        )
    return picture


def branches(
    frame: Frame, light: Light, picture: Plane, flower: Plane, rng: np.random.Generator, layer: int
) -> None:
    """Far branches (0), blurred by their distance, then the near one."""
    unit = frame.unit
    overlay = Overlay(frame.width, frame.height)
    near = layer == 1
    count = min(5, max(1, round(frame.wide / 1.5))) + (0 if near else 1)
    tint = mix(light.tint, np.ones_like(flower), 0.45)
    for k in range(count):
        growth = Growth()
        left = (k + frame.brief.seed) % 2 == 0
        edge = frame.width * (k + (0 if left else 1)) / count
        start = (
            edge + (-0.03 if left else 0.03) * unit,
            frame.height * float(rng.uniform(0.55, 0.80) if near else rng.uniform(0.05, 0.4)),
        )
        length = min(0.95 * unit, 0.95 * frame.width)
        lean = float(rng.uniform(-0.42, -0.20))
        grow(
            growth,
            start,
            lean if left else np.pi - lean,
            length,
            (0.026 if near else 0.013) * unit,
            rng,
            3 if near else 2,
        )
        draw_wood(overlay, growth, deepen(rgb("#6d4c3e"), 0.62 if near else 0.8) * tint)
        for tip in growth.tips:
            for _ in range(2 if near else 1):
                place = (
                    tip[0] + float(rng.normal(0, 0.014)) * unit,
                    tip[1] + float(rng.normal(0, 0.014)) * unit,
                )
                size = float(rng.uniform(0.020, 0.042)) * unit * (1 if near else 0.6)
                draw_flower(overlay, place, size, flower * tint, rng)
    laid = overlay.onto(picture, (0.012 * unit, 0.018 * unit), 0.012 * unit, 0.22 if near else 0.0)
    picture[:] = laid if near else mix(soften_colour(laid, 0.005 * unit), light.haze, 0.22)
