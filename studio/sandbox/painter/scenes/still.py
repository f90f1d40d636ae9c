"""A still life: a glazed vase with a flowering branch, or a product stage of simple solids."""

import numpy as np

from ..botany import Growth, draw_flower, draw_wood, grow
from ..canvas import Overlay, Stencil, cover, soften
from ..colour import deepen, mix, rgb
from ..frame import Frame
from ..noise import Plane, step
from ..sky import vignette
from ..solids import ball, shadows, turned
from .stage import stage

MOODS = (
    ("#ddd0bb", "#8fc4b4", "#e8a0b4", "#e7992b"),
    ("#ecd2c6", "#2d5f9e", "#f2e6da", "#e8b430"),
    ("#c9d3cf", "#c8553d", "#fbeee0", "#e3b04b"),
    ("#d9cfe0", "#54487a", "#f1c6d8", "#f0a25a"),
)
SEASONS = {
    "spring": ("#efdcd6", "#9cc7a8", "#f0a3bb", "#e9b949"),
    "summer": ("#d4e4e2", "#1f7f8c", "#fff3da", "#f2b632"),
    "autumn": ("#dcc3a0", "#8a3b1e", "#e2762c", "#c8892b"),
    "winter": ("#d3dae1", "#4a6a8c", "#f3f5f8", "#b04a3f"),
}


def palette(frame: Frame) -> tuple[Plane, Plane, Plane, Plane]:
    """Backdrop, glaze, flowers, fruit."""
    season = frame.brief.moment.season
    wall, glaze, flower, fruit = (
        rgb(c) for c in (SEASONS[season] if season else MOODS[frame.brief.seed % len(MOODS)])
    )
    if frame.hues:
        glaze, flower = frame.hues[0], frame.hues[-1] if len(frame.hues) > 1 else flower
        wall = mix(wall, deepen(frame.hues[-1], 1.55), 0.55)
    return wall, glaze, flower, fruit


def paint(frame: Frame) -> Plane:
    wall, glaze, flower, fruit = palette(frame)
    table = frame.high * 0.74
    picture = studio(frame, wall, table)
    if "podium" in frame.brief.motifs:
        stage(frame, picture, table, (wall, glaze, flower, fruit))
    else:
        vase(frame, picture, table, (wall, glaze, flower, fruit))
    light = frame.light()
    tint = mix(light.tint, np.ones_like(wall), 0.45 if light.dark else 0.6)
    return vignette(frame, picture * tint, 0.3)


def studio(frame: Frame, wall: Plane, table: float) -> Plane:
    """A seamless backdrop with the light of a window thrown across it."""
    toward = np.exp(-np.hypot(frame.x - frame.wide * 0.32, (frame.y - frame.high * 0.30) * 1.1) * 1.1)
    picture = mix(wall * np.float32(0.72), mix(wall, rgb("#ffffff"), 0.35), toward)
    front = step(-0.06, 0.10, frame.y - table + 0.12)
    picture = mix(
        picture,
        mix(wall, rgb("#ffffff"), 0.12) * (0.96 - 0.20 * np.clip(frame.x / frame.wide, 0, 1)),
        front * 0.8,
    )
    panes = Stencil(frame.width, frame.height)
    unit, left, top = frame.unit, frame.wide * 0.5 - 0.50, table - 0.70
    for column in range(2):
        for row in range(3):
            x, y = left + column * 0.25, top + row * 0.20 + column * 0.05
            panes.polygon(
                [
                    (px * unit, py * unit)
                    for px, py in ((x, y), (x + 0.22, y + 0.045), (x + 0.22, y + 0.215), (x, y + 0.17))
                ]
            )
    shine = soften(panes.mask(), 0.014 * unit) * 0.20 * (1 - 0.6 * front)
    cover(picture, rgb("#fff6e2"), shine)
    return picture


def vase(frame: Frame, picture: Plane, table: float, colours: tuple[Plane, Plane, Plane, Plane]) -> None:
    wall, glaze, flower, fruit = colours
    rng = frame.rng(1)
    size = min(0.86, frame.wide * 1.15)
    foot = (frame.wide * 0.5 + float(rng.uniform(-0.08, 0.02)) * size, table + 0.11)
    bare = mix(rgb("#f6eee2"), wall, 0.12)
    tall, belly, neck = (
        float(v) * size for v in (rng.uniform(0.33, 0.42), rng.uniform(0.14, 0.175), rng.uniform(0.034, 0.05))
    )
    round_vase = [
        (0, belly * 0.52),
        (tall * 0.04, belly * 0.62),
        (tall * 0.22, belly * 0.95),
        (tall * 0.42, belly),
        (tall * 0.62, belly * 0.84),
        (tall * 0.78, neck * 1.35),
        (tall * 0.90, neck),
        (tall, neck * 1.4),
    ]
    cup = foot[0] - 0.30 * size, foot[1] + 0.055
    jar = [
        (0, 0.050 * size),
        (0.01, 0.062 * size),
        (0.09 * size, 0.066 * size),
        (0.115 * size, 0.050 * size),
        (0.13 * size, 0.052 * size),
    ]
    fruits = [
        (foot[0] + x * size, foot[1] + y, r * size)
        for x, y, r in ((0.235, 0.045, 0.046), (0.325, 0.070, 0.042), (0.265, 0.105, 0.040))
    ]
    standing = [(foot, belly, tall), (cup, 0.06 * size, 0.13 * size)]
    shadows(frame, picture, [*standing, *(((x, y), radius, radius * 1.5) for x, y, radius in fruits)])
    bouquet(frame, picture, (foot[0], foot[1] - tall * 0.98), flower, size)
    turned(frame, picture, foot, round_vase, (glaze, bare), salt=3)
    turned(frame, picture, cup, jar, (mix(glaze, bare, 0.35) * np.float32(0.9), bare), gloss=0.35, salt=5)
    for x, y, radius in fruits:
        ball(
            frame,
            picture,
            (x, y - radius * 0.9),
            radius,
            fruit * np.float32(rng.uniform(0.9, 1.05)),
            gloss=0.35,
            bounce=wall,
        )


def bouquet(frame: Frame, picture: Plane, at: tuple[float, float], flower: Plane, size: float) -> None:
    unit = frame.unit
    rng = frame.rng(2)
    growth = Growth()
    start = (at[0] * unit, (at[1] + 0.03) * unit)
    for angle in (-1.85, -1.25, -0.95)[: 2 + frame.brief.seed % 2]:
        grow(
            growth, start, angle + float(rng.normal(0, 0.08)), 0.36 * size * unit, 0.011 * size * unit, rng, 2
        )
    overlay = Overlay(frame.width, frame.height)
    draw_wood(overlay, growth, rgb("#5a4034"))
    for tip in growth.tips:
        for _ in range(int(rng.integers(1, 3))):
            place = (tip[0] + float(rng.normal(0, 0.012)) * unit, tip[1] + float(rng.normal(0, 0.012)) * unit)
            draw_flower(overlay, place, float(rng.uniform(0.016, 0.030)) * size * unit, flower, rng)
    picture[:] = overlay.onto(picture, (0.03 * unit, 0.02 * unit), 0.014 * unit, 0.16)
