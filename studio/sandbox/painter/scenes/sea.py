"""The sea from the shore: a path of light on the waves, a wet beach, perhaps a sail."""

import numpy as np

from ..canvas import Overlay, Stencil, cover, soften
from ..colour import deepen, mix, ramp, rgb
from ..frame import Frame
from ..light import Light
from ..noise import Plane, fbm, step
from ..sky import paint_sky, screen, vignette

WATER = {
    "dawn": ("#6d83ab", "#a9a3c4", "#3b5677"),
    "day": ("#1d6fa8", "#46b6c4", "#0d4a7c"),
    "dusk": ("#4a4470", "#a9647c", "#26284f"),
    "night": ("#14305e", "#1d4573", "#081630"),
}
TILE = 1024


def paint(frame: Frame) -> Plane:
    light = frame.light(time=("dusk", "day", "dawn")[frame.brief.seed % 3])
    rng = frame.rng()
    horizon = frame.high * float(rng.uniform(0.40, 0.48))
    sun = (frame.wide * float(rng.uniform(0.3, 0.7)), horizon - 0.045 - 0.32 * light.height)
    picture = paint_sky(frame, light, horizon, sun, clouds=0.75)
    headlands(frame, light, picture, horizon)
    water(frame, light, picture, horizon, sun[0])
    if "boat" in frame.brief.motifs or frame.brief.seed % 2:
        sail(frame, light, picture, horizon)
    if "beach" in frame.brief.motifs or frame.brief.seed % 3:
        beach(frame, light, picture, horizon)
    gulls(frame, light, picture, horizon)
    return vignette(frame, picture)


def headlands(frame: Frame, light: Light, picture: Plane, horizon: float) -> None:
    """Far islands on the horizon."""
    for layer in range(2):
        rise = step(0.48, 0.85, frame.curve(0.9 + 0.5 * layer, 12 + layer, octaves=3))
        rough = frame.curve(4, 16 + layer, octaves=6)
        crest = horizon - (0.16 - 0.06 * layer) * rise * (0.55 + 0.7 * rough) + 0.002
        colour = mix(light.ground[2 + layer], light.haze, 0.55 - 0.2 * layer)
        edge = 1 / frame.unit
        cover(picture, colour, step(-edge, edge, frame.y - crest[None, :]) * (frame.y < horizon + edge))


def water(frame: Frame, light: Light, picture: Plane, horizon: float, sun_x: float) -> None:
    """Waves in perspective: one square of noise looked up by distance."""
    first = int(horizon * frame.unit)
    rows = frame.height - first
    near = ((np.arange(rows, dtype=np.float32) + 1) / rows)[:, None]
    distance = 1 / (near + 0.035)
    tile = fbm(TILE, TILE, (10, 40), frame.seed(21), octaves=6, gain=0.55)
    tile = np.concatenate([tile, tile[::-1]], 0)
    tile = np.concatenate([tile, tile[:, ::-1]], 1)
    across = ((frame.x - frame.wide / 2) * distance * 190 + 700).astype(np.int32) % (2 * TILE)
    down = (distance * 260).astype(np.int32) % (2 * TILE)
    swell = tile.ravel().take(down * (2 * TILE) + across)
    swell = soften(swell, max(0.6, frame.unit / 900))
    far, middle, close = (rgb(colour) for colour in WATER[light.time])
    body = ramp(
        [(0, mix(far, light.sky[2], 0.45)), (0.25, middle), (1, close)], np.repeat(near, frame.width, 1)
    )
    body = body * (1 + (swell - 0.5) * (0.5 + 0.9 * near)) + light.sky[1] * (
        np.clip(swell - 0.52, 0, 1) * 0.9 * (0.3 + near)
    )
    path = np.exp(-np.abs(frame.x - sun_x) / (0.035 + 0.30 * near))
    sparkle = step(0.60 - 0.06 * (1 - near), 0.74, swell + 0.10 * path)
    picture[:, first:] = screen(body, light.sun, path * (0.16 * (1 - near) + 0.9 * sparkle))
    line = np.exp(np.abs(frame.y - horizon) * -260) * 0.5
    cover(picture, light.sky[2], line)


def sail(frame: Frame, light: Light, picture: Plane, horizon: float) -> None:
    rng = frame.rng(30)
    overlay = Overlay(frame.width, frame.height)
    size = 0.085 * frame.unit
    x, y = frame.width * float(rng.uniform(0.2, 0.8)), (horizon + 0.03) * frame.unit
    dark, canvas = deepen(light.sky[0], 0.30), mix(rgb("#fff6ea") * light.tint, light.sun, 0.25)
    overlay.polygon(
        [
            (x - size * 0.46, y - size * 0.10),
            (x + size * 0.5, y - size * 0.12),
            (x + size * 0.34, y + size * 0.06),
            (x - size * 0.34, y + size * 0.06),
        ],
        dark,
    )
    overlay.polygon(
        [
            (x - size * 0.02, y - size * 1.25),
            (x - size * 0.02, y - size * 0.16),
            (x - size * 0.50, y - size * 0.18),
            (x - size * 0.26, y - size * 0.7),
        ],
        canvas,
    )
    overlay.polygon(
        [
            (x + size * 0.04, y - size * 1.10),
            (x + size * 0.04, y - size * 0.16),
            (x + size * 0.44, y - size * 0.20),
        ],
        canvas * np.float32(0.86),
    )
    overlay.line([(x, y - size * 1.3), (x, y)], size * 0.025, dark)
    picture[:] = overlay.onto(picture)


def beach(frame: Frame, light: Light, picture: Plane, horizon: float) -> None:
    """Sand along the bottom, a sheet of foam running up it."""
    x = frame.x[0]
    curve = frame.curve(0.8, 40, octaves=3)
    edge = frame.high - 0.06 - 0.20 * curve - 0.10 * x / max(frame.wide, 1)
    first = max(0, int(float(edge.min() - 0.14) * frame.unit))
    below = frame.y[first:] - edge[None, :]
    rows = below.shape[0]
    below = below + (frame.noise(3, 42, octaves=5, rows=rows) - 0.5) * 0.035
    dry = mix(rgb("#ecd3a6") * light.tint, light.sun, 0.12)
    wet = mix(dry * np.float32(0.62), light.sky[1], 0.30)
    sand = mix(wet, dry, step(0.02, 0.12, below)) * (
        1 + 0.10 * (frame.noise(70, 43, octaves=2, rows=rows) - 0.5)
    )
    view = picture[:, first:]
    cover(view, sand, step(-0.004, 0.004, below))
    lace = frame.noise(16, 44, octaves=4, flatten=1.6, rows=rows)
    foam = np.exp(-((below / 0.010) ** 2)) + 0.75 * step(0.50, 0.62, lace) * np.exp(
        -(((below + 0.028) / 0.026) ** 2)
    )
    second = np.exp(-(((below + 0.085 + 0.03 * (lace - 0.5)) / 0.006) ** 2)) * step(0.42, 0.55, lace)
    cover(
        view,
        mix(rgb("#ffffff"), light.sun, 0.2) * mix(light.tint, np.ones_like(light.tint), 0.4),
        np.clip(foam + 0.7 * second, 0, 1) * 0.92,
    )


def gulls(frame: Frame, light: Light, picture: Plane, horizon: float) -> None:
    rng = frame.rng(50)
    stencil = Stencil(frame.width, frame.height)
    for _ in range(int(rng.integers(3, 8))):
        x, y = (
            float(rng.uniform(0.1, 0.9)) * frame.width,
            float(rng.uniform(0.25, 0.75)) * horizon * frame.unit,
        )
        span = float(rng.uniform(0.008, 0.02)) * frame.unit
        stencil.line(
            [
                (x - span, y - span * 0.35),
                (x - span * 0.45, y - span * 0.5),
                (x, y),
                (x + span * 0.45, y - span * 0.5),
                (x + span, y - span * 0.3),
            ],
            span * 0.14,
        )
    cover(picture, deepen(light.sky[0], 0.4), stencil.mask() * 0.8)
