"""Mountains round a lake, with forests on the near ridges."""

import numpy as np

from ..canvas import Stencil, cover, soften
from ..colour import deepen, mix, rgb
from ..frame import Frame
from ..light import Light
from ..noise import Plane, step
from ..sky import mirror, paint_sky, vignette

LAYERS = 6


def paint(frame: Frame) -> Plane:
    light = frame.light()
    rng = frame.rng()
    waterline = frame.high * float(rng.uniform(0.68, 0.73))
    sun = (frame.wide * float(rng.uniform(0.56, 0.76)), waterline - 0.2 - 0.42 * light.height)
    picture = paint_sky(frame, light, waterline, sun)
    for layer in range(LAYERS):
        paint_ridge(frame, light, picture, layer, waterline, sun[0])
    paint_water(frame, light, picture, int(waterline * frame.unit), sun[0])
    paint_bank(frame, light, picture)
    if light.season in ("spring", "winter") or "snowfall" in frame.brief.weather:
        scatter(frame, picture, light.foliage if light.season == "spring" else rgb("#ffffff"))
    return vignette(frame, picture)


def ridge_line(frame: Frame, layer: int, waterline: float) -> Plane:
    """(w,) height of a ridge's crest, in units from the top."""
    depth = layer / (LAYERS - 1)
    rough = frame.curve(1.9 + 0.6 * layer, 7 * layer, octaves=7, gain=0.47)
    if layer < 3:
        rough = 1.05 - np.abs(rough * 2 - 1) ** 0.9 * 1.25
    height = 0.38 * (1 - depth) ** 1.25 + 0.08
    crest = waterline - 0.29 + 0.25 * depth - height * (rough - 0.42)
    if layer in (1, 2):
        peak = float(frame.rng(40 + layer).uniform(0.1, 0.9)) * frame.wide
        crest = crest - 0.13 * np.exp(-(((frame.x[0] - peak) / 0.2) ** 2))
    return np.asarray(crest, np.float32)


def with_trees(frame: Frame, crest: Plane, layer: int) -> Plane:
    """The crest with conifers standing on it."""
    depth = layer / (LAYERS - 1)
    rng = frame.rng(60 + layer)
    tops = crest.copy()
    for _ in range(int((60 + 70 * depth) * frame.wide)):
        tall = (0.018 + 0.045 * depth) * (0.55 + 0.8 * rng.random())
        centre, half = int(rng.integers(0, frame.width)), max(2, int(tall * 0.24 * frame.unit))
        left, right = max(0, centre - half), min(frame.width, centre + half + 1)
        away = np.abs(np.arange(left, right) - centre) / half
        shape = crest[centre] - np.clip(1 - away, 0, 1) ** 0.85 * tall + 0.004
        tops[left:right] = np.minimum(tops[left:right], shape)
    return tops


def paint_ridge(
    frame: Frame, light: Light, picture: Plane, layer: int, waterline: float, sun_x: float
) -> None:
    depth = layer / (LAYERS - 1)
    crest = ridge_line(frame, layer, waterline)
    if layer >= LAYERS - 3:
        crest = with_trees(frame, crest, layer)
    first = max(0, int(float(crest.min()) * frame.unit) - 2)
    last = min(frame.height, int(waterline * frame.unit) + 2)
    if first >= last:
        return
    below = frame.y[first:last] - crest[None, :]
    rows = last - first
    relief = 1 - np.abs(2 * frame.noise(5, 300 + layer, octaves=6, gain=0.5, flatten=0.7, rows=rows) - 1)
    lit = np.tanh(np.gradient(soften(relief, frame.unit / 600), axis=1) * (0.030 * frame.unit))
    body = light.ground[layer] * (1 + 0.24 * (1 - 0.55 * depth) * lit)
    if layer < (4 if light.season == "winter" else 3):
        snow = {"winter": 1.5, "spring": 0.55, "autumn": 0.25}.get(light.season, 0.14)
        covered = step(0.02, 0.10, 0.13 * snow - below + 0.12 * (relief - 0.5) + 0.06 * lit)
        body = mix(body, rgb("#eef2fa") * light.tint * (0.9 + 0.16 * lit), 0.88 * covered)
    mist = np.exp((frame.y[first:last] - np.float32(waterline)) * (8 + 5 * depth)) * (
        0.70 * (1 - depth) + 0.10
    )
    thick = 1.5 if "mist" in frame.brief.weather else 1.0
    body = mix(body, light.haze, np.clip((mist + 0.10 * (1 - depth)) * thick, 0, 0.95))
    rim = np.exp(np.maximum(below, 0) * -70) * np.exp(np.abs(frame.x - sun_x) * -3)
    body += light.sun * (rim * (0.26 * (1 - 0.6 * depth) * (0.5 if light.dark else 1)))
    edge = 1 / frame.unit
    view = picture[:, first:last]
    cover(view, body, step(-edge, edge, below))


def paint_water(frame: Frame, light: Light, picture: Plane, waterline: int, sun_x: float) -> None:
    waterline = min(waterline, frame.height - 2)
    rows = frame.height - waterline
    near = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    deep = mix(light.sky[1], light.ground[4], 0.55)
    water = mix(mirror(frame, picture, waterline) * 0.86, deep, 0.16 + 0.42 * near)
    glitter = step(0.60, 0.74, frame.noise(9, 520, octaves=3, flatten=7, rows=rows))
    water += light.sun * (glitter * np.exp(np.abs(frame.x - sun_x) * -6) * 0.32)
    picture[:, waterline:] = water
    shore = np.exp(np.abs(frame.y - waterline / frame.unit) * -150) * 0.35
    cover(picture, light.haze, shore)


def paint_bank(frame: Frame, light: Light, picture: Plane) -> None:
    """The near bank with grass and a few hero pines, all in one dark colour."""
    rng = frame.rng(9)
    unit, width, height = frame.unit, frame.width, frame.height
    edge = frame.high - 0.045 - 0.06 * frame.curve(2, 77, octaves=4)
    edge = (edge - 0.13 * np.exp(-((frame.x[0] / 0.34) ** 2))) * unit
    stencil = Stencil(width, height)
    stencil.polygon(
        [
            *((x, float(edge[x])) for x in range(0, width, 3)),
            (width, float(edge[-1])),
            (width, height),
            (0, height),
        ]
    )
    for _ in range(int(560 * frame.wide)):
        x = int(rng.integers(0, width))
        foot, tall, lean = (
            float(edge[x]) + 4,
            (rng.random() ** 2 * 0.05 + 0.01) * unit,
            rng.normal(0, 0.008) * unit,
        )
        stencil.line([(x, foot), (x + lean * 0.4, foot - tall * 0.6), (x + lean, foot - tall)], unit / 760)
    places = [(0.10, 0.46), (0.20, 0.29), (0.03, 0.34), (frame.wide - 0.07, 0.24), (frame.wide - 0.15, 0.15)]
    places += [(float(rng.uniform(0.4, frame.wide - 0.2)), 0.16) for _ in range(int(frame.wide / 2.5))]
    for place, tall in places:
        x = int(np.clip(place * unit, 0, width - 1))
        pine(stencil, (x, float(edge[x]) + 8), tall * unit * float(rng.uniform(0.85, 1.15)), rng)
    dark = deepen(light.ground[5], 0.62)
    cover(picture, mix(dark, light.sky[0], 0.06), stencil.mask())


def pine(stencil: Stencil, foot: tuple[float, float], tall: float, rng: np.random.Generator) -> None:
    """A conifer of `tall` pixels."""
    x, y = foot
    thick = tall * 0.011
    stencil.polygon([(x - thick, y), (x, y - tall * 1.02), (x + thick, y)])
    tiers = max(8, int(tall / 6))
    for tier in range(tiers):
        part = tier / tiers
        level = y - tall * (0.10 + 0.88 * part)
        for side in (-1, 1):
            reach = side * tall * 0.20 * (1 - part) ** 0.85 * (0.72 + 0.45 * rng.random())
            drop = tall * 0.02
            stencil.polygon(
                [
                    (x, level - drop),
                    (x + reach, level + drop * 1.6),
                    (x + reach * 0.55, level + drop * 1.9),
                    (x, level + drop),
                ]
            )


def scatter(frame: Frame, picture: Plane, colour: Plane, salt: int = 33) -> None:
    """Petals or snowflakes adrift."""
    rng = frame.rng(salt)
    stencil = Stencil(frame.width, frame.height)
    for _ in range(int(190 * frame.wide * frame.high)):
        centre = (float(rng.random()) * frame.width, float(rng.random()) * frame.height)
        size = (rng.random() ** 3 * 0.0055 + 0.0012) * frame.unit
        stencil.ellipse(centre, size, size * 0.75, int(rng.integers(90, 230)))
    cover(picture, colour, stencil.mask() * 0.85)
