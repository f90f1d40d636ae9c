"""Folds of silk: a warped sum of waves, lit like satin."""

import numpy as np

from ..colour import deepen, mix, ramp, rgb, spread
from ..frame import Frame
from ..noise import Plane, step
from ..sky import vignette

PALETTES = (
    ("#3a1c8f", "#8c3fd1", "#e0569c", "#f7a26b", "#fde2b0"),
    ("#06413a", "#12806a", "#5cc79f", "#dff3e0"),
    ("#0b2a5b", "#2a6fc9", "#8fd0f0", "#f7efe2"),
    ("#5a0f2e", "#c22f55", "#f4877a", "#fbe3cf"),
    ("#2b1a12", "#8f4f2b", "#e0a458", "#fff0d0"),
)
SEASONS = {
    "spring": ("#7fae6b", "#f3b8c9", "#fdeee4"),
    "summer": ("#0d5c74", "#27b0a8", "#f8e27a"),
    "autumn": ("#571f1a", "#c4552a", "#f3b45a"),
    "winter": ("#22395c", "#8fb0cf", "#f4f7fb"),
}


def palette(frame: Frame) -> list[Plane]:
    season = frame.brief.moment.season
    chosen = SEASONS[season] if season else PALETTES[int(frame.rng(1).integers(len(PALETTES)))]
    return spread(frame.hues or tuple(rgb(colour) for colour in chosen), 5)


def paint(frame: Frame) -> Plane:
    rng = frame.rng(2)
    u = np.repeat(frame.x, frame.height, axis=0) * 2.6 + np.float32(rng.uniform(0, 50))
    v = np.repeat(frame.y, frame.width, axis=1) * 2.6 + np.float32(rng.uniform(0, 50))
    angle = rng.uniform(0.5, 1.0)
    u, v = (
        (u * np.cos(angle) + v * np.sin(angle)).astype(np.float32),
        (v * np.cos(angle) - u * np.sin(angle)).astype(np.float32),
    )
    for k in range(1, 5):
        phase = rng.uniform(0, 6.28, 2).astype(np.float32)
        u = u + np.float32(0.62 / k) * np.sin(v * np.float32(1.1 * k) + phase[0])
        v = v + np.float32(0.62 / k) * np.sin(u * np.float32(0.9 * k) + phase[1])
    height = np.sin(u * 1.25) * 0.5 + np.sin(v * 0.9 + u * 0.6) * 0.3
    dy, dx = np.gradient(height, np.float32(1 / frame.unit))
    picture = shade(frame, height, dx, dy)
    return vignette(frame, picture, 0.3)


def shade(frame: Frame, height: Plane, dx: Plane, dy: Plane) -> Plane:
    """Satin: colour drifts across the cloth, light by the slope, a broad and a narrow sheen."""
    colours = palette(frame)
    steep = 1 / np.sqrt(1 + 0.11 * (dx * dx + dy * dy))
    diffuse = np.clip((0.33 * (-0.55 * dx - 0.72 * dy) + 0.75) * steep, 0, 1)
    drift = frame.x / np.float32(frame.wide) * 0.62 + frame.y / np.float32(frame.high) * 0.22
    place = np.clip(drift + 0.16 * height + 0.02, 0, 1)
    cloth = ramp([(k / 4, colour) for k, colour in enumerate(colours)], place)
    picture = cloth * (0.26 + 0.92 * diffuse)
    cool = deepen(colours[0], 0.5)
    picture = mix(picture, cool, 0.45 * step(0.42, 0.0, diffuse))
    sheen = np.clip((0.33 * (-0.3 * dx - 0.9 * dy) + 0.92) * steep, 0, 1.2)
    picture += mix(cloth, np.ones_like(colours[0]), 0.6) * (
        0.16 * sheen**6 + 0.42 * np.clip(sheen, 0, 1.02) ** 40
    )
    return picture
