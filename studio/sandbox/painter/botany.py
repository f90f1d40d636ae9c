"""Flowering branches, shared by the still life and the blossom scene."""

from dataclasses import dataclass, field

import numpy as np

from .canvas import Overlay, Point
from .colour import bytes_of, mix, rgb
from .noise import Plane

STAMEN = bytes_of(rgb("#f7e2b0"))
POLLEN = bytes_of(rgb("#f2c14e"))


@dataclass(slots=True, kw_only=True)
class Growth:
    """What a branch grew into: `wood` as (from, to, width) and `tips` where flowers can sit; all in pixels."""

    wood: list[tuple[Point, Point, float]] = field(default_factory=list)
    tips: list[Point] = field(default_factory=list)


def grow(
    growth: Growth,
    at: Point,
    angle: float,
    length: float,
    width: float,
    rng: np.random.Generator,
    generations: int = 3,
) -> None:
    """Grow a crooked branch from `at`; `angle` in radians, 0 to the right, negative upwards."""
    pieces = 7
    for piece in range(pieces):
        thin = width * (1 - 0.75 * piece / pieces)
        to = (at[0] + length / pieces * float(np.cos(angle)), at[1] + length / pieces * float(np.sin(angle)))
        growth.wood.append((at, to, thin))
        at, angle = to, angle + float(rng.normal(0, 0.17))
        if piece and rng.random() < (0.5 if generations < 3 else 0.28):
            growth.tips.append((at[0] + float(rng.normal(0, width)), at[1] + float(rng.normal(0, width))))
        if generations and piece > 1 and rng.random() < 0.62:
            turn = float(rng.uniform(0.45, 0.95)) * (1 if rng.random() < 0.5 else -1)
            grow(
                growth,
                at,
                angle + turn,
                length * float(rng.uniform(0.35, 0.55)),
                thin * 0.6,
                rng,
                generations - 1,
            )
    growth.tips.append(at)


def draw_wood(overlay: Overlay, growth: Growth, colour: Plane) -> None:
    for start, end, width in growth.wood:
        overlay.line([start, end], width, colour)
        overlay.ellipse(end, width * 0.5, width * 0.5, colour)
    for start, end, width in growth.wood:
        if width > 3:
            lift = width * 0.24
            overlay.line(
                [(start[0] - lift, start[1] - lift), (end[0] - lift, end[1] - lift)],
                width * 0.22,
                mix(colour, rgb("#ffffff"), 0.16),
            )


def draw_flower(overlay: Overlay, at: Point, size: float, colour: Plane, rng: np.random.Generator) -> None:
    """Five petals, pale at the rim and deeper inside, with stamens; seen at a chance angle."""
    start, squash = float(rng.uniform(0, 2 * np.pi)), float(rng.uniform(0.62, 1.0))
    shade = colour * np.float32(rng.uniform(0.88, 1.0))
    pale, deep = mix(shade, rgb("#ffffff"), 0.45), shade * np.float32(0.80)
    rings = [(1.0, bytes_of(pale)), (0.80, bytes_of(mix(pale, shade, 0.6))), (0.52, bytes_of(deep))]
    for k in range(5):
        angle = start + k * 2 * np.pi / 5
        for scale, tint in rings:
            overlay.polygon(petal(at, size * scale, angle, squash), tint)
    overlay.ellipse(at, size * 0.16, size * 0.16 * squash, deep * np.float32(0.7))
    for angle in np.linspace(0, 2 * np.pi, 7)[:6] + start:
        end = (
            at[0] + size * 0.36 * float(np.cos(angle)),
            at[1] + size * 0.36 * float(np.sin(angle)) * squash,
        )
        overlay.line([at, end], max(0.5, size * 0.03), STAMEN)
        overlay.ellipse(end, size * 0.05, size * 0.05, POLLEN)


def petal(at: Point, size: float, angle: float, squash: float) -> list[Point]:
    """A rounded petal from the flower's middle, with a small notch at its end."""
    shape = ((0.0, 0.0), (0.25, 0.28), (0.6, 0.46), (0.88, 0.34), (1.0, 0.12), (0.94, 0.0))
    outline = [*shape, *((along, -aside) for along, aside in reversed(shape[1:-1]))]
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    return [
        (at[0] + size * (a * cos - b * sin), at[1] + size * squash * (a * sin + b * cos)) for a, b in outline
    ]
