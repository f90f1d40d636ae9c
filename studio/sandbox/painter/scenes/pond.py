"""A lotus pond from above: pads, flowers, koi under the surface."""

import numpy as np

from ..canvas import Overlay, Point
from ..colour import deepen, mix, ramp, rgb
from ..frame import Frame
from ..light import Light
from ..noise import Plane
from ..sky import screen, vignette

WATER = {
    "spring": ("#0f5f63", "#3fa59a"),
    "summer": ("#0a5560", "#2c9c98"),
    "autumn": ("#3a4a3c", "#a08a4a"),
    "winter": ("#2c4a5e", "#86a7b8"),
}
PADS = {"spring": "#6fae5a", "summer": "#3f9350", "autumn": "#b0843a", "winter": "#7d9488"}
PETALS = {"spring": "#f48fb4", "summer": "#ec5f97", "autumn": "#f0a56a", "winter": "#f3eef4"}


def paint(frame: Frame) -> Plane:
    light = frame.light()
    rng = frame.rng()
    tint = mix(light.tint, np.ones_like(light.tint), 0.25)
    picture = water(frame, light)
    fishes(frame, picture, rng, tint)
    spots = places(frame, rng)
    pads, flowers = Overlay(frame.width, frame.height), Overlay(frame.width, frame.height)
    petal = frame.hues[0] if frame.hues else rgb(PETALS[light.season])
    for k, (x, y, size) in enumerate(spots):
        pad(pads, (x, y), size, rgb(PADS[light.season]) * tint * np.float32(rng.uniform(0.82, 1.08)), rng)
        if k % 3 == 0:
            at = (x + float(rng.uniform(-0.4, 0.4)) * size, y + float(rng.uniform(-0.4, 0.4)) * size)
            lotus(flowers, at, size * float(rng.uniform(0.55, 0.75)), petal * tint, rng)
    unit = frame.unit
    picture = pads.onto(picture, (0.012 * unit, 0.02 * unit), 0.016 * unit, 0.50)
    picture = flowers.onto(picture, (0.010 * unit, 0.016 * unit), 0.012 * unit, 0.42)
    if light.time != "day":
        picture = screen(
            picture, light.sun, np.exp(-np.hypot(frame.x - frame.wide * 0.3, frame.y - 0.2) * 1.8) * 0.22
        )
    return vignette(frame, picture, 0.36)


def water(frame: Frame, light: Light) -> Plane:
    """Deep water with the bright net the sun draws in it."""
    deep, shallow = (
        rgb(colour) * mix(light.tint, np.ones_like(light.tint), 0.2) for colour in WATER[light.season]
    )
    depth = frame.noise(1.3, 1, octaves=4)
    picture = ramp([(0.2, deepen(deep, 0.75)), (0.55, deep), (0.9, shallow)], depth)
    net = 1 - np.abs(2 * frame.noise(5, 2, octaves=3, gain=0.4) - 1)
    other = 1 - np.abs(2 * frame.noise(6.5, 3, octaves=3, gain=0.4) - 1)
    shine = np.clip(net * other, 0, 1) ** 9
    return screen(picture, mix(shallow, light.sun, 0.5), shine * 0.55)


def places(frame: Frame, rng: np.random.Generator) -> list[tuple[float, float, float]]:
    """Where pads lie: (x, y, radius) in pixels, not much over each other, denser at the edges."""
    found: list[tuple[float, float, float]] = []
    for _ in range(int(90 * frame.wide * frame.high)):
        x, y, radius = (
            float(rng.uniform(-0.05, frame.wide + 0.05)),
            float(rng.uniform(-0.05, frame.high + 0.05)),
            float(rng.uniform(0.05, 0.155)),
        )
        across, down = abs(x / frame.wide - 0.5) * 2, abs(y / frame.high - 0.5) * 2
        if max(across, down) < 0.45 + 0.25 * float(rng.random()):
            continue
        if all(np.hypot(x - ox, y - oy) > (radius + size) * 0.90 for ox, oy, size in found):
            found.append((x, y, radius))
    return [(x * frame.unit, y * frame.unit, radius * frame.unit) for x, y, radius in found]


def pad(overlay: Overlay, at: Point, radius: float, colour: Plane, rng: np.random.Generator) -> None:
    """A leaf with its notch, lighter inside, with veins."""
    notch = float(rng.uniform(0, 2 * np.pi))
    sweep = np.linspace(notch + 0.16, notch + 2 * np.pi - 0.16, 48)
    wobble = 1 + 0.018 * np.sin(sweep * 7 + notch)
    for part in np.linspace(1, 0.15, 9):
        tint = mix(colour * np.float32(0.78), mix(colour, rgb("#f4ffc8"), 0.22), float(1 - part))
        rim = [
            (at[0] + radius * part * w * float(np.cos(a)), at[1] + radius * part * w * float(np.sin(a)))
            for a, w in zip(sweep, wobble, strict=True)
        ]
        overlay.polygon([at, *rim], tint)
    for angle in np.linspace(notch + 0.3, notch + 2 * np.pi - 0.3, 13):
        end = (at[0] + radius * 0.93 * float(np.cos(angle)), at[1] + radius * 0.93 * float(np.sin(angle)))
        overlay.line([at, end], max(0.5, radius * 0.012), mix(colour, rgb("#f4ffc8"), 0.34))


def lotus(overlay: Overlay, at: Point, size: float, colour: Plane, rng: np.random.Generator) -> None:
    """Three rings of pointed petals round a golden heart."""
    start = float(rng.uniform(0, 1))
    for reach, count, lightness in ((1.0, 11, 0.10), (0.76, 9, 0.28), (0.50, 7, 0.48)):
        for k in range(count):
            angle = start + k * 2 * np.pi / count + reach
            for scale, extra in ((1.0, 0.0), (0.86, 0.14), (0.62, 0.26)):
                tint = mix(colour * np.float32(0.94), rgb("#fff4f2"), min(0.9, lightness + extra))
                overlay.polygon(blade(at, size * reach * scale, angle), tint)
    overlay.ellipse(at, size * 0.16, size * 0.16, rgb("#f2c230"))
    overlay.ellipse(at, size * 0.09, size * 0.09, rgb("#f8e08a"))


def blade(at: Point, size: float, angle: float) -> list[Point]:
    shape = (
        (0.0, 0.0),
        (0.3, 0.16),
        (0.62, 0.20),
        (0.85, 0.11),
        (1.0, 0.0),
        (0.85, -0.11),
        (0.62, -0.20),
        (0.3, -0.16),
    )
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    return [(at[0] + size * (a * cos - b * sin), at[1] + size * (a * sin + b * cos)) for a, b in shape]


def fishes(frame: Frame, picture: Plane, rng: np.random.Generator, tint: Plane) -> None:
    """Koi below the surface: shadows first, then bodies veiled by the water."""
    overlay = Overlay(frame.width, frame.height)
    unit = frame.unit
    for k in range(max(2, round(2.6 * frame.wide * frame.high))):
        at = (frame.width * float(rng.uniform(0.25, 0.75)), frame.height * float(rng.uniform(0.25, 0.75)))
        koi(
            overlay, at, float(rng.uniform(0.11, 0.16)) * unit, float(rng.uniform(0, 2 * np.pi)), k, tint, rng
        )
    picture[:] = overlay.onto(picture, (0.02 * unit, 0.034 * unit), 0.014 * unit, 0.48)


def koi(
    overlay: Overlay, at: Point, size: float, angle: float, kind: int, tint: Plane, rng: np.random.Generator
) -> None:
    """A fish bent like a swimming one; `size` is half its length."""
    white, red = rgb("#f7efe4") * tint, rgb("#e2492a") * tint
    body, spots = (white, red) if kind % 3 != 2 else (rgb("#ef8a2a") * tint, rgb("#f9d9a0") * tint)
    bend = float(rng.uniform(-0.5, 0.5))

    def place(along: float, aside: float) -> Point:
        turn = angle + bend * along * 0.5
        side = aside + bend * along * along * 0.22
        return (
            at[0] + size * (along * float(np.cos(turn)) - side * float(np.sin(turn))),
            at[1] + size * (along * float(np.sin(turn)) + side * float(np.cos(turn))),
        )

    fin = mix(body, rgb("#ffffff"), 0.35)
    for side in (-1, 1):
        overlay.polygon(
            [
                place(0.40, 0.14 * side),
                place(0.22, 0.44 * side),
                place(0.02, 0.36 * side),
                place(0.14, 0.16 * side),
            ],
            fin,
        )
        overlay.polygon(
            [place(-0.72, 0.02 * side), place(-1.28, 0.30 * side), place(-1.12, 0.02 * side)], fin
        )
    outline = (
        (1.0, 0.0),
        (0.94, 0.10),
        (0.72, 0.185),
        (0.3, 0.22),
        (-0.2, 0.17),
        (-0.6, 0.085),
        (-0.85, 0.035),
    )
    overlay.polygon([*(place(a, b) for a, b in outline), *(place(a, -b) for a, b in reversed(outline))], body)
    for spot in (0.62, 0.10, -0.42):
        wide = float(rng.uniform(0.10, 0.17)) * (1 if spot > -0.3 else 0.55)
        overlay.polygon(
            [
                place(
                    spot + 0.16 * float(np.cos(t)),
                    wide * float(np.sin(t)) * (1 + 0.25 * float(np.sin(3 * t))),
                )
                for t in np.linspace(0, 2 * np.pi, 15)[:14]
            ],
            spots,
        )
    for side in (-1, 1):
        overlay.ellipse(place(0.84, 0.10 * side), size * 0.022, size * 0.022, rgb("#171310"))
