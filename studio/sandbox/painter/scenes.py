"""The motifs, each painted over a sky: distant things pale, near things dark, in the colours of one palette."""

import math
from typing import NamedTuple

from .canvas import Canvas, Colour, Shape, mix, rgb, wave
from .words import TABLES, Brief

WHITE, INK = (255, 252, 244), (14, 16, 34)


class Palette(NamedTuple):
    """Colours of the sky from top to horizon, its light, and of distant, near and accent objects."""

    top: Colour
    middle: Colour
    low: Colour
    sun: Colour
    far: Colour
    near: Colour
    accent: Colour

    def tinted(self, share: float, **colours: Colour) -> "Palette":
        return self._replace(**{name: mix(getattr(self, name), one, share) for name, one in colours.items()})

    def depth(self, share: float) -> tuple[Colour, Colour]:
        """The top and bottom colour of a layer, 0 the farthest: distance makes it paler."""
        crest = mix(self.far, self.near, share)
        return crest, mix(crest, self.low, 0.55 * (1 - share) + 0.12)


def figure(c: Canvas, name: str, x: float, y: float, size: float = 1.0) -> Shape:
    """One of the outlines in the tables, placed at a position."""
    points = [point.split() for point in TABLES["shape", name]]
    return c.around(x, y, [(float(a) / 100, float(b) / 100) for a, b in points], size=size)


def mountain(c: Canvas, p: Palette, brief: Brief) -> None:
    sky(c, p, brief, c.rng.uniform(0.25, 0.75), c.rng.uniform(0.22, 0.34))
    woods, haze = "woods" in brief.said, 0.5 if "mist" in brief.said else 0.16
    for k in range(5):
        hills = wave(c.rng, 3 * c.wide, 5, 0.47 + 0.06 * k, 0.13 - 0.014 * k)
        c.ground(hills, *p.depth(k / 5), shadow=0.12)
        if woods and k > 1:
            c.layer(pines(c, hills, 40, 0.04 + 0.03 * k), *p.depth(k / 5))
        banks = [c.disc(c.rng.random(), 0.56 + 0.06 * k, 0.45, 0.1) for _ in range(3)]
        c.layer(banks, mix(p.low, WHITE, 0.35), blur=0.035, opacity=haze)
    if "water" in brief.said or (not woods and c.rng.random() < 0.5):
        c.mirror(0.74, mix(p.low, p.near, 0.4), 0.35)
        glints(c, p, 0.5, 0.76)
    shore = wave(c.rng, 3, 3, 0.94, 0.03)
    c.ground(shore, mix(p.near, p.far, 0.1), mix(p.near, INK, 0.5))
    c.layer(pines(c, shore, 26 if woods else 15, 0.2), mix(p.near, INK, 0.25), mix(p.near, INK, 0.55))


def pines(c: Canvas, line: list[float], count: int, most: float) -> list[Shape]:
    """Trees along a line, smaller in the middle to keep the view open."""
    places = [c.rng.random() for _ in range(round(count * c.wide))]
    sizes = [c.rng.uniform(0.4, 1) * most * (0.4 if 0.34 < x < 0.62 else 1) for x in places]
    trees = zip(places, sizes, strict=True)
    return [figure(c, "pine", x, line[round(x * 200)] + 0.01, size) for x, size in trees]


def sea(c: Canvas, p: Palette, brief: Brief) -> None:
    horizon, x = c.rng.uniform(0.5, 0.58), c.rng.uniform(0.3, 0.7)
    sky(c, p, brief, x, horizon - c.rng.uniform(0.06, 0.2))
    c.ground(wave(c.rng, 3, 4, horizon + 0.01, 0.03), *p.depth(0.25))
    c.ground([horizon] * 2, mix(p.low, p.far, 0.5), mix(p.near, p.far, 0.3), p.near)
    glints(c, p, x, horizon)
    for k in range(5):
        tone = mix(p.far, p.near, 0.35 + k * 0.13)
        crest = wave(c.rng, 3 * c.wide, 2, horizon + 0.1 + 0.08 * k, 0.012)
        c.ground([y - 0.005 for y in crest], WHITE, opacity=0.22)
        c.ground(crest, mix(tone, p.low, 0.2), mix(p.near, tone, 0.25))
    boat = x + c.rng.choice((-0.18, 0.18)), horizon + 0.12
    c.layer([figure(c, "sail", *boat)], WHITE, mix(p.sun, p.low, 0.6))
    c.layer([figure(c, "hull", *boat)], mix(p.near, INK, 0.4), INK)


def city(c: Canvas, p: Palette, brief: Brief) -> None:
    sky(c, p, brief, c.rng.uniform(0.3, 0.7), 0.3)
    foot, share = 0.79, 0.55 if brief.time in ("night", "dusk") else 0.25
    across, down = 0.013 / c.wide, 0.019 / c.tall
    for depth in range(4):
        houses, lit, x = [], [], -0.02
        while x < 1:
            wide = c.rng.uniform(0.05, 0.11) * (1 + depth * 0.2) / c.wide
            high = c.rng.uniform(0.14, 0.54) * (1.1 - abs(x - 0.5) * 0.7) * (1 - depth * 0.19)
            houses.append([(x, foot), (x, foot - high), (x + wide, foot - high), (x + wide, foot)])
            rows, columns = range(1, int(high / down)), range(1, int(wide / across))
            panes = [(x + k * across, foot - high + n * down) for k in columns for n in rows if depth]
            lit += [figure(c, "pane", *pane) for pane in panes if c.rng.random() < share]
            x += wide * c.rng.uniform(0.95, 1.1 + 0.2 * depth)
        c.layer(houses, *p.depth(0.2 + depth * 0.24), shadow=0.25)
        c.layer(lit, mix(p.sun, p.accent, 0.5), mix(p.accent, p.sun, 0.2), opacity=0.3 + 0.2 * depth)
    c.mirror(foot, mix(p.near, INK, 0.3), 0.3)


def flower(c: Canvas, p: Palette, brief: Brief) -> None:
    sky(c, p, brief, c.rng.uniform(0.35, 0.65), 0.42, size=0.3)
    for k in range(2):
        c.ground(wave(c.rng, 3, 4, 0.84 + k * 0.07, 0.05), *p.depth(0.1 + k * 0.2))
    branch(c, p, *c.rng.choice(((1.03, 0.84, 3.75), (-0.03, 0.84, 5.65))), 0.75, 6)


def branch(c: Canvas, p: Palette, x: float, y: float, angle: float, length: float, depth: int) -> None:
    bark, points, wood = mix(p.near, rgb("#3a2622"), 0.6), [(x, y)], []
    for k in range(6):
        angle, half = angle + c.rng.uniform(-0.26, 0.26), depth * (0.0034 - 0.0004 * k)
        [(x, y)] = c.around(x, y, [(length / 6, 0)], angle)
        quarter = [*c.around(*points[-1], [(0, -half), (0, half)], angle)]
        wood += [c.disc(x, y, half), [*quarter, *c.around(x, y, [(0, half), (0, -half)], angle)]]
        points.append((x, y))
    c.layer(wood, mix(bark, p.far, 0.15), mix(bark, INK, 0.4))
    for k, (x, y) in enumerate(points[2:]):
        if depth > 1 and (k % 2 or c.rng.random() < 0.3):
            branch(c, p, x, y, angle + c.rng.choice((-0.8, 0.8)), length * 0.5, depth - 2)
        if depth < 5 and c.rng.random() < 0.75:
            bloom(c, p, x + c.rng.uniform(-0.02, 0.02), y, c.rng.uniform(0.028, 0.05))


def bloom(c: Canvas, p: Palette, x: float, y: float, size: float) -> None:
    """Two rings of petals around a centre; the front ones are lighter."""
    start, tone = c.rng.random() * 6, mix(p.accent, c.rng.choice((WHITE, p.sun, p.accent)), 0.35)
    petal = [(math.cos(k * 0.45) * 0.33, math.sin(k * 0.45) * 0.52 - 0.5) for k in range(14)]
    turns = [start + k * math.tau / 6 for k in range(6)]
    for ring in [[c.around(x, y, petal, turn, size)] for turn in turns]:
        c.layer(ring, mix(tone, WHITE, 0.25), mix(tone, p.near, 0.16), opacity=0.86)
    inner = [c.around(x, y, petal, turn + 0.5, size * 0.7) for turn in turns]
    c.layer(inner, mix(tone, WHITE, 0.5), mix(tone, p.accent, 0.3), opacity=0.8)
    c.layer([c.disc(x, y, size * 0.17)], mix(p.sun, rgb("#e8b23c"), 0.6), mix(p.accent, INK, 0.35))


def still(c: Canvas, p: Palette, brief: Brief) -> None:
    """A vase with blossoms and fruit on a ledge, lit from a window."""
    wall, x, tall = mix(p.low, WHITE, 0.12), c.rng.uniform(0.42, 0.56), c.rng.uniform(0.31, 0.38)
    shade, foot = mix(p.near, wall, 0.3), 0.82
    c.ground([-0.01] * 2, mix(wall, p.far, 0.3), wall, mix(wall, p.sun, 0.3))
    panes = [[(0.1 + k, 0.04), (0.23 + k, 0.1), (0.36 + k, 0.62), (0.23 + k, 0.56)] for k in (0, 0.18)]
    c.layer(panes, mix(p.sun, WHITE, 0.5), p.sun, blur=0.012, opacity=0.55)
    c.ground([0.74] * 2, mix(wall, p.accent, 0.28), mix(wall, p.near, 0.5), shadow=0.15)
    c.layer([figure(c, "shade", x, foot + 0.01)], shade, mix(wall, p.near, 0.3), blur=0.014, opacity=0.55)
    for lean in (-0.5, 0.1, 0.6) if brief.seed % 4 else ():
        angle, length = lean * c.rng.uniform(0.7, 1.2) - math.pi / 2, c.rng.uniform(0.26, 0.36)
        branch(c, p, x, foot - (tall - 0.01) / c.tall, angle, length, 3)
    tones = (mix(p.accent, WHITE, 0.6), p.accent, mix(p.accent, p.near, 0.5), mix(p.accent, INK, 0.55))
    c.layer([figure(c, f"vase {brief.seed % 2}", x, foot, tall)], *tones, shadow=0.3, across=True)
    for k in range(c.rng.randint(2, 3)):
        at, size = x + (0.29 + 0.13 * k) / c.wide, 0.056 - 0.006 * k
        fruit = mix(rgb("#e39a3b"), p.accent, 0.3 * k)
        c.layer([c.disc(at + 0.03, foot + 0.005, size * 1.3, 0.3)], shade, blur=0.01, opacity=0.5)
        body = c.disc(at, foot - 0.03 / c.tall, size)
        c.layer([body], mix(fruit, WHITE, 0.45), fruit, mix(fruit, p.near, 0.5), across=True)


def portrait(c: Canvas, p: Palette, brief: Brief) -> None:
    c.glow(0.5, 0.42, 0.85, p.sun, 0.7)
    c.layer([c.disc(0.5, 0.44, 0.4)], mix(p.sun, p.accent, 0.2), mix(p.accent, p.low, 0.3), shadow=0.1)
    skin, hair, coat = mix(rgb("#e9b998"), p.sun, 0.25), mix(p.near, INK, 0.45), mix(p.near, p.accent, 0.35)
    y, neck, shades = 0.5 - 0.1 / c.tall, mix(skin, p.accent, 0.35), (mix(hair, p.far, 0.25), hair)
    parts = ("head", "bob", "knot") if brief.seed % 2 else ("head", "long hair")
    c.layer([figure(c, part, 0.5, y) for part in parts], *shades, shadow=0.25)
    c.layer([figure(c, "neck", 0.5, y)], mix(neck, INK, 0.12), neck)
    c.layer([figure(c, "body", 0.5, y)], mix(coat, WHITE, 0.12), coat, mix(coat, INK, 0.5), shadow=0.3)
    lit = mix(skin, WHITE, 0.3), skin, mix(skin, p.accent, 0.35)
    c.layer([figure(c, "face", 0.5, y)], *lit, across=True, shadow=0.2)
    c.layer([figure(c, "fringe", 0.5, y)], *shades)
    c.layer([figure(c, "eye", 0.5 + side / c.wide, y) for side in (-0.055, 0.055)], INK)
    c.layer([figure(c, "cheeks", 0.5, y)], p.accent, blur=0.015, opacity=0.35)
    c.layer([figure(c, "lips", 0.5, y)], mix(p.accent, rgb("#8c2f39"), 0.5))
    for _ in range(5):
        place = 0.5 + c.rng.uniform(-0.2, 0.2) / c.wide, y - c.rng.uniform(0.12, 0.2) / c.tall
        bloom(c, p, *place, c.rng.uniform(0.03, 0.06))


def silk(c: Canvas, p: Palette, brief: Brief) -> None:
    sky(c, p, brief, c.rng.uniform(0.25, 0.75), 0.24)
    sand, cloth = mix(rgb("#e2a45e"), p.accent, 0.35), mix(p.accent, p.near, 0.5)
    tones = [sand, mix(sand, p.low, 0.25)] if brief.motif == "dunes" else [p.accent, p.middle, cloth, p.far]
    for k in range(8):
        tone = mix(p.low, tones[k % len(tones)], 0.45 + 0.07 * k)
        fold = wave(c.rng, 1.4 * c.wide, 2, 0.42 + k * 0.075, 0.075)
        c.ground(fold, mix(tone, WHITE, 0.4), tone, mix(tone, p.near, 0.45), shadow=0.45)


def sky(c: Canvas, p: Palette, brief: Brief, x: float, y: float, *, size: float = 0.075) -> None:
    """The sun or moon with its glow, and stars at night."""
    spots = [(c.rng.random(), c.rng.random() ** 1.6 * 0.7, c.rng.uniform(0.0009, 0.0024)) for _ in range(200)]
    if brief.time == "night":
        c.layer([c.disc(*spot) for spot in spots], WHITE, opacity=0.85)
    for k, hue in enumerate(("#5ff0b4", "#59c9e8", "#9b7bf0") if "aurora" in brief.said else ()):
        upper = [(n / 200, high) for n, high in enumerate(wave(c.rng, 2, 3, 0.1 + 0.08 * k, 0.1))]
        ribbon = [*upper, *((a, b + 0.26) for a, b in reversed(upper))]
        c.layer([ribbon], rgb(hue), mix(rgb(hue), p.top, 0.5), blur=0.04, opacity=0.5)
    c.glow(x, y, 0.8, p.sun, 0.75)
    c.glow(x, y, size * 2.2, WHITE, 0.4)
    c.layer([c.disc(x, y, size)], mix(p.sun, WHITE, 0.4), mix(p.sun, p.accent, 0.2))


def glints(c: Canvas, p: Palette, x: float, top: float) -> None:
    strokes, nearness = [], [c.rng.random() ** 1.4 for _ in range(70)]
    for near in nearness:
        place = x + c.rng.gauss(0, 0.015 + 0.09 * near) / c.wide, top + 0.01 + (0.93 - top) * near
        strokes.append(c.disc(*place, 0.012 + 0.035 * near, 0.07))
    c.layer(strokes, mix(p.sun, WHITE, 0.45), opacity=0.6)


def weather(c: Canvas, brief: Brief) -> None:
    spots = [(c.rng.random(), c.rng.random(), c.rng.uniform(0.25, 1)) for _ in range(round(360 * c.wide))]
    if "rain" in brief.said:
        c.layer([figure(c, "drop", x, y, size) for x, y, size in spots], WHITE, opacity=0.32)
    if "snow" in brief.said:
        c.layer([c.disc(x, y, size * 0.006) for x, y, size in spots], WHITE, opacity=0.85)


SCENES = {one.__name__: one for one in (still, portrait, city, flower, sea, mountain, silk)} | {"dunes": silk}
