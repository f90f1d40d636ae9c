"""Skies and the water that mirrors them, shared by the outdoor scenes."""

import numpy as np

from .canvas import cover, soften
from .colour import mix, ramp
from .frame import Frame
from .light import Light
from .noise import Plane, step


def paint_sky(
    frame: Frame, light: Light, horizon: float, sun: tuple[float, float], *, clouds: float = 0.45
) -> Plane:
    """The whole sheet as sky down to `horizon` (in units); `sun` is its centre in units."""
    top, middle, low = light.sky
    depth = np.clip(frame.y / np.float32(horizon), 0, 1)
    picture = np.repeat(ramp([(0, top), (0.55, middle), (1, low)], depth), frame.width, axis=2)
    if light.dark:
        picture += stars(frame) * (1 - depth)
    if clouds:
        field = step(0.48, 0.76, frame.noise(2.2, 90, octaves=6, flatten=2.4))
        cover(
            picture,
            mix(light.sun, light.sky[2], 0.45),
            field * np.clip(1.05 - depth, 0, 1) * clouds * (0.35 if light.dark else 1),
        )
    distance = np.hypot(frame.x - sun[0], frame.y - sun[1])
    glow = np.exp(distance * -6.5) * 0.5 + np.exp(distance * -2.4) * 0.24
    picture = screen(picture, light.sun, glow * (0.5 if light.dark else 0.8))
    disc = 0.036 if light.dark else 0.043
    cover(picture, np.minimum(light.sun + 0.12, 1), step(disc, disc - 2.5 / frame.unit, distance))
    return picture


def screen(picture: Plane, colour: Plane, amount: Plane) -> Plane:
    """Light added so that it saturates instead of clipping."""
    added: Plane = 1 - (1 - np.clip(picture, 0, 1)) * (1 - colour * np.clip(amount, 0, 1))
    return added


def stars(frame: Frame, density: float = 420, salt: int = 91) -> Plane:
    """(h, w) of small lights, `density` per square unit."""
    rng = frame.rng(salt)
    field = np.zeros((frame.height, frame.width), np.float32)
    count = int(density * frame.wide * frame.high)
    rows, columns = rng.integers(0, frame.height, count), rng.integers(0, frame.width, count)
    field[rows, columns] = rng.random(count, dtype=np.float32) ** 3
    radius = max(0.55, frame.unit / 1500)
    points: Plane = np.clip(soften(field, radius) * 6 * radius, 0, 1)
    halos: Plane = soften(field, radius * 4) * 8
    return points + halos


def mirror(frame: Frame, picture: Plane, waterline: int, *, calm: float = 1.0, salt: int = 500) -> Plane:
    """(3, h - waterline, w): what lies above row `waterline`, upside down and broken by ripples."""
    rows = frame.height - waterline
    near = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    ripple = (frame.noise(5, salt, octaves=4, flatten=7, rows=rows) - 0.5) * np.float32(frame.unit / calm)
    down = np.minimum((np.arange(rows) * 1.12).astype(np.int32), waterline - 1)
    source_rows = waterline - 1 - down[:, None] + (ripple * 0.10 * (0.15 + near)).astype(np.int32)
    source_columns = np.arange(frame.width)[None, :] + (ripple * 0.03 * (0.3 + near)).astype(np.int32)
    flat = np.clip(source_rows, 0, waterline - 1) * frame.width + np.clip(source_columns, 0, frame.width - 1)
    return np.stack([channel.ravel().take(flat) for channel in picture])


def vignette(frame: Frame, picture: Plane, strength: float = 0.24) -> Plane:
    """Corners a little darker."""
    across = (frame.x / np.float32(frame.wide) - 0.5) ** 2
    down = (frame.y / np.float32(frame.high) - 0.5) ** 2
    return picture * (1 - strength * 1.6 * (across + down))
