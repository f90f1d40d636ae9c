"""Ink wash on rice paper: far peaks, mist, a boat, bamboo, one red sun and a seal."""

import numpy as np

from ..canvas import Overlay, Stencil, cover, soften
from ..colour import mix, rgb
from ..frame import Frame
from ..noise import Plane, step

PAPER = {"spring": "#f2eedd", "summer": "#f0ecdc", "autumn": "#f3e6cc", "winter": "#edeeec"}
WASH = {"spring": "#2e4a3e", "summer": "#23423f", "autumn": "#5a3a28", "winter": "#2c3440"}
LAYERS = 4


def paint(frame: Frame) -> Plane:
    moment = frame.brief.moment
    season = moment.season or "summer"
    paper = rgb(PAPER[season]) if moment.time != "night" else rgb("#c3c9cf")
    ink = mix(rgb("#1f2225"), rgb(WASH[season]), 0.5 if moment.season else 0.18)
    picture = sheet(frame, paper)
    disc(frame, picture, moment.time)
    for layer in range(LAYERS):
        mountain(frame, picture, paper, ink, layer)
    boat(frame, picture, ink)
    birds(frame, picture, ink)
    if frame.brief.seed % 2 or "bamboo" in frame.brief.motifs:
        bamboo(frame, picture, ink)
    else:
        pine_bough(frame, picture, ink, season)
    seal(frame, picture)
    return picture


def sheet(frame: Frame, paper: Plane) -> Plane:
    fibre = frame.noise(90, 1, octaves=2, flatten=0.5) - 0.5
    cloud = frame.noise(1.6, 2, octaves=4) - 0.5
    return paper * (1 + 0.05 * fibre + 0.05 * cloud)


def disc(frame: Frame, picture: Plane, time: str | None) -> None:
    """The sun, or at night an unpainted moon."""
    x, y, radius = (
        frame.wide * float(frame.rng(3).uniform(0.22, 0.42)),
        frame.high * 0.17,
        0.075 * min(1, frame.wide * 1.4),
    )
    distance = np.hypot(frame.x - x, frame.y - y) + (frame.noise(9, 3, octaves=3) - 0.5) * 0.008
    mask = step(radius + 0.004, radius - 0.004, distance)
    if time == "night":
        halo = np.exp(-np.maximum(distance - radius, 0) * 9) * 0.4 * (1 - mask)
        cover(picture, rgb("#58626e"), halo)
        cover(picture, rgb("#f4f3ea"), mask)
    else:
        cover(
            picture,
            frame.hues[0] if frame.hues else rgb("#cf3a26"),
            mask * (0.80 + 0.25 * (frame.noise(14, 4) - 0.5)),
        )


def mountain(frame: Frame, picture: Plane, paper: Plane, ink: Plane, layer: int) -> None:
    """A range whose ink is dark at the crest and dissolves into mist below, with dry brush strokes downhill."""
    depth = layer / (LAYERS - 1)
    base = frame.high * (0.40 + 0.115 * layer)
    rough = frame.curve(1.5 + 0.4 * layer, 10 + layer, octaves=7, gain=0.5)
    sharp = 1 - np.abs(rough * 2 - 1) ** 0.85
    envelope = step(0.22, 0.60, frame.curve(0.85, 14 + layer, octaves=2)) * 0.75 + 0.25
    crest = base - (0.34 - 0.14 * depth) * (sharp * envelope - 0.22)
    first = max(0, int(float(crest.min()) * frame.unit) - 2)
    below = frame.y[first:] - crest[None, :]
    rows = below.shape[0]
    brush = frame.noise(46, 20 + layer, octaves=4, flatten=0.10, rows=rows)
    blot = frame.noise(4, 25 + layer, octaves=5, rows=rows)
    length = 0.055 + 0.11 * blot
    dark = np.exp(-np.maximum(below, 0) / length)
    strokes = step(0.42, 0.72, brush) * np.exp(-np.maximum(below - 0.01, 0) / (0.045 + 0.07 * blot))
    outline = np.exp(-np.maximum(below, 0) * 220) * (0.4 + 0.9 * blot)
    strength = 0.26 + 0.46 * depth
    tone = np.clip((0.70 * dark + 0.42 * strokes + 0.55 * outline) * strength * 1.25, 0, 0.94)
    edge = 1.5 / frame.unit
    inside = step(-edge, edge, below)
    view = picture[:, first:]
    fade = np.exp(-np.maximum(below, 0) / 0.20)
    cover(view, paper, inside * fade)
    cover(view, ink, inside * tone)


def boat(frame: Frame, picture: Plane, ink: Plane) -> None:
    x, y, size = (
        frame.width * float(frame.rng(40).uniform(0.45, 0.75)),
        frame.high * 0.885 * frame.unit,
        0.075 * frame.unit,
    )
    stencil = Stencil(frame.width, frame.height)
    stencil.polygon(
        [
            (x - size, y - size * 0.16),
            (x - size * 0.5, y),
            (x + size * 0.6, y),
            (x + size * 1.1, y - size * 0.22),
            (x + size * 0.5, y - size * 0.08),
            (x - size * 0.4, y - size * 0.07),
        ]
    )
    stencil.polygon(
        [
            (x - size * 0.35, y - size * 0.06),
            (x - size * 0.25, y - size * 0.34),
            (x + size * 0.12, y - size * 0.36),
            (x + size * 0.26, y - size * 0.06),
        ]
    )
    stencil.polygon(
        [
            (x + size * 0.58, y - size * 0.1),
            (x + size * 0.66, y - size * 0.52),
            (x + size * 0.78, y - size * 0.1),
        ]
    )
    stencil.ellipse((x + size * 0.66, y - size * 0.56), size * 0.13, size * 0.06)
    stencil.line([(x + size * 0.7, y - size * 0.34), (x + size * 1.35, y + size * 0.08)], size * 0.025)
    cover(picture, ink, stencil.mask() * 0.92)
    ripples = Stencil(frame.width, frame.height)
    for k in range(7):
        reach = size * (1.7 - 0.17 * k)
        ripples.line(
            [(x - reach, y + size * (0.12 + 0.13 * k)), (x + reach * 0.9, y + size * (0.12 + 0.13 * k))],
            size * 0.018,
            120 - 12 * k,
        )
    cover(picture, ink, soften(ripples.mask(), 0.8) * 0.55)


def birds(frame: Frame, picture: Plane, ink: Plane) -> None:
    rng = frame.rng(50)
    stencil = Stencil(frame.width, frame.height)
    x0, y0 = frame.width * float(rng.uniform(0.5, 0.7)), frame.high * 0.19 * frame.unit
    for k in range(7):
        span = float(rng.uniform(0.008, 0.014)) * frame.unit
        x, y = (
            x0 + k * span * 2.6 + float(rng.normal(0, span)),
            y0 + abs(k - 3) * span * 1.2 + float(rng.normal(0, span * 0.5)),
        )
        stencil.line([(x - span, y - span * 0.5), (x, y), (x + span, y - span * 0.6)], span * 0.16)
    cover(picture, ink, stencil.mask() * 0.85)


def bamboo(frame: Frame, picture: Plane, ink: Plane) -> None:
    """Stalks at the left edge with drooping leaves."""
    rng = frame.rng(60)
    unit = frame.unit
    stalks, leaves = Stencil(frame.width, frame.height), Stencil(frame.width, frame.height)
    for k in range(3):
        x, top = (0.05 + 0.055 * k) * unit * min(1, frame.wide), frame.high * (0.30 + 0.13 * k) * unit
        y, half = frame.high * unit, (0.0085 - 0.0018 * k) * unit
        while y > top:
            joint = y - float(rng.uniform(0.075, 0.10)) * unit
            lean = unit * 0.004
            stalks.polygon(
                [
                    (x - half, y - half * 0.5),
                    (x + half, y - half * 0.5),
                    (x + lean + half, joint),
                    (x + lean - half, joint),
                ],
                190 - 30 * k,
            )
            x, y = x + lean, joint - half * 0.5
            if rng.random() < 0.75:
                for _ in range(int(rng.integers(3, 6))):
                    leaf(
                        leaves,
                        (x, y),
                        float(rng.uniform(0.06, 0.12)) * unit,
                        float(rng.uniform(-0.5, 1.0)),
                        rng,
                    )
    cover(picture, ink, stalks.mask() * (0.75 + 0.3 * (frame.noise(30, 61, flatten=0.2) - 0.5)))
    cover(picture, ink, leaves.mask() * 0.88)


def leaf(
    stencil: Stencil, at: tuple[float, float], length: float, angle: float, rng: np.random.Generator
) -> None:
    """A lance-shaped leaf pointing down and aside; `angle` 0 is straight to the right, in radians downwards."""
    turn = angle if rng.random() < 0.6 else np.pi - angle
    ax, ay = np.cos(turn), np.sin(turn)
    half = length * 0.075
    shape = [(0.0, 0.0), (0.25, 1.0), (0.6, 0.7), (1.0, 0.0), (0.6, -0.7), (0.25, -1.0)]
    stencil.polygon(
        [(at[0] + ax * t * length - ay * s * half, at[1] + ay * t * length + ax * s * half) for t, s in shape]
    )


def pine_bough(frame: Frame, picture: Plane, ink: Plane, season: str) -> None:
    """A bough from the upper left, in spring with plum blossom, otherwise with needles."""
    rng = frame.rng(70)
    unit = frame.unit
    wood, fans = Stencil(frame.width, frame.height), Stencil(frame.width, frame.height)
    blossoms = Overlay(frame.width, frame.height)
    x, y, angle, half = 0.0, frame.high * 0.30 * unit, -0.25, 0.011 * unit
    reach = min(0.42 * unit, 0.5 * frame.width)
    steps = 14
    for k in range(steps):
        nx, ny = x + reach / steps * np.cos(angle), y + reach / steps * np.sin(angle)
        wood.line([(x, y), (nx, ny)], half * 2 * (1 - k / steps) + 1)
        for _ in range(2):
            tx, ty = nx + float(rng.normal(0, 0.05)) * unit, ny + float(rng.normal(0, 0.035)) * unit
            wood.line([(nx, ny), (tx, ty)], half * 0.35)
            if season == "spring":
                for petal in np.linspace(0, 2 * np.pi, 6)[:5]:
                    size = 0.008 * unit
                    blossoms.ellipse(
                        (tx + size * np.cos(petal), ty + size * np.sin(petal)),
                        size * 0.75,
                        size * 0.75,
                        rgb("#d9577a"),
                    )
            else:
                for needle in np.linspace(-3.0, -0.1, 15):
                    fans.line(
                        [(tx, ty), (tx + 0.036 * unit * np.cos(needle), ty + 0.036 * unit * np.sin(needle))],
                        0.6,
                        200,
                    )
        x, y, angle = nx, ny, angle + float(rng.normal(0.05, 0.28))
    cover(picture, ink, fans.mask() * 0.8)
    cover(picture, ink, wood.mask() * 0.92)
    picture[:] = blossoms.onto(picture)


def seal(frame: Frame, picture: Plane) -> None:
    """A small red seal, lower right of the middle, clear of whatever is signed in the corners."""
    size = 0.026 * frame.unit
    x, y = frame.width - 0.07 * frame.unit * min(1, frame.wide), frame.high * 0.30 * frame.unit
    red = rgb("#b92b1f")
    stencil = Stencil(frame.width, frame.height)
    stencil.polygon([(x - size, y - size), (x + size, y - size), (x + size, y + size), (x - size, y + size)])
    for k in (-0.55, 0.0, 0.55):
        stencil.line([(x + size * k, y - size * 0.7), (x + size * k, y + size * 0.7)], size * 0.16, 0)
    stencil.line([(x - size * 0.7, y), (x + size * 0.7, y)], size * 0.16, 0)
    cover(picture, red, stencil.mask() * (0.75 + 0.4 * frame.noise(60, 90, octaves=2)).clip(0, 1))
