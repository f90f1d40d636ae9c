"""Folds of silk: a warped sum of waves, lit like satin."""

import numpy as np

from ..colour import deepen, luminance, mix, ramp, rgb, spread
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
    asked = sorted(frame.hues, key=lambda hue: float(luminance(hue).item()))
    return spread(asked or [rgb(colour) for colour in chosen], 5)


def paint(frame: Frame) -> Plane:
    rng = frame.rng(2)
    u = np.repeat(frame.x, frame.height, axis=0) * 3.4 + np.float32(rng.uniform(0, 50))
    v = np.repeat(frame.y, frame.width, axis=1) * 3.4 + np.float32(rng.uniform(0, 50))
    angle = rng.uniform(0.5, 1.0)
    u, v = (
        (u * np.cos(angle) + v * np.sin(angle)).astype(np.float32),
        (v * np.cos(angle) - u * np.sin(angle)).astype(np.float32),
    )
    for k in range(1, 5):
        phase = rng.uniform(0, 6.28, 2).astype(np.float32)
        u = u + np.float32(0.62 / k) * np.sin(v * np.float32(1.1 * k) + phase[0])
        v = v + np.float32(0.62 / k) * np.sin(u * np.float32(0.9 * k) + phase[1])
    height = np.sin(u * 1.9) * 0.5 + np.sin(v * 1.3 + u * 0.9) * 0.32 + np.sin(u * 3.7 + v * 1.9) * 0.09
    dy, dx = np.gradient(height)
    evenness = np.float32(1.1 / (np.sqrt(np.mean(dx * dx + dy * dy)) + 1e-9))
    return vignette(frame, shade(frame, height, dx * evenness, dy * evenness), 0.3)


def shade(frame: Frame, height: Plane, dx: Plane, dy: Plane) -> Plane:
    """Satin: colour drifts across the cloth, light by the slope, a broad and a narrow sheen."""
    colours = palette(frame)
    upright = 1 / np.sqrt(1 + dx * dx + dy * dy)
    diffuse = np.clip((0.42 * dx + 0.58 * dy + 0.70) * upright, 0, 1)
    drift = frame.x / np.float32(frame.wide) * 0.60 + frame.y / np.float32(frame.high) * 0.22
    place = np.clip(drift + 0.20 * height + 0.08, 0, 1)
    cloth = ramp([(k / 4, colour) for k, colour in enumerate(colours)], place)
    picture = cloth * (0.34 + 0.74 * diffuse)
    picture = mix(picture, deepen(colours[0], 0.42), 0.55 * step(0.36, 0.0, diffuse))
    sheen = np.clip((0.16 * dx + 0.50 * dy + 0.85) * upright, 0, 1)
    pale = mix(cloth, np.ones_like(colours[0]), 0.7)
    return mix(picture, pale, 0.34 * sheen**10 + 0.42 * sheen**90)
