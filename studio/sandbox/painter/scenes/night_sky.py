"""Aurora or galaxy over a still lake, snow peaks and pines."""

import numpy as np

from ..canvas import Overlay, Stencil, cover, soften, soften_colour
from ..colour import mix, ramp, rgb
from ..frame import Frame
from ..noise import Plane, step
from ..sky import mirror, screen, stars, vignette
from .valley import pine

CURTAINS = (("#46f2a6", "#8a5cf0", 0.95), ("#2ee0c4", "#d14fb0", 0.65), ("#7dfc9e", "#3a8cf0", 0.55))


def paint(frame: Frame) -> Plane:
    horizon = frame.high * 0.69
    depth = np.clip(frame.y / np.float32(horizon), 0, 1)
    picture = np.repeat(ramp([(0, "#030818"), (0.6, "#0a1f3a"), (1, "#1d4a5a")], depth), frame.width, axis=2)
    picture += stars(frame, 700) * (1 - 0.6 * depth)
    picture = galaxy(frame, picture) if "galaxy" in frame.brief.motifs else aurora(frame, picture, horizon)
    for layer in range(2):
        peaks(frame, picture, layer, horizon)
    row = int(horizon * frame.unit)
    near = np.linspace(0, 1, frame.height - row, dtype=np.float32)[:, None]
    picture[:, row:] = mix(mirror(frame, picture, row, calm=1.3) * 0.8, rgb("#04101c"), 0.12 + 0.45 * near)
    shoreline(frame, picture, row)
    return vignette(frame, np.clip(picture, 0, 1))


def aurora(frame: Frame, picture: Plane, horizon: float) -> Plane:
    """Curtains of light: bright lower hem, rays fading upwards."""
    for k, (low, high, strength) in enumerate(CURTAINS):
        x = frame.x[0]
        base = (
            horizon * (0.74 - 0.13 * k)
            + 0.30 * (frame.curve(1.1, 50 + k, octaves=3) - 0.5)
            + 0.03 * np.sin(x * 5 + k)
        )
        rays = frame.curve(34, 70 + k, octaves=4)
        veil = (0.30 + 0.95 * rays) * step(0.26, 0.62, frame.curve(2.6, 80 + k, octaves=3))
        above = base[None, :] - frame.y
        length = (0.36 - 0.05 * k) * (0.30 + 0.60 * rays[None, :])
        shape = np.where(above > 0, np.exp(-np.maximum(above, 0) / length), np.exp(np.minimum(above, 0) * 60))
        glow = soften(np.clip(shape * veil, 0, 1), frame.unit / 450) * np.float32(strength)
        tint = ramp([(0, low), (0.55, mix(rgb(low), rgb(high), 0.6)), (1, high)], np.clip(above / 0.34, 0, 1))
        picture = screen(picture, tint, glow * 0.95)
    return picture


def galaxy(frame: Frame, picture: Plane) -> Plane:
    """A milky way rising across the sheet."""
    rng = frame.rng(3)
    lean = float(rng.uniform(0.5, 0.9)) * (1 if rng.random() < 0.5 else -1)
    middle = frame.wide * 0.5
    across = (frame.x - middle) * np.cos(lean) + (frame.y - 0.35) * np.sin(lean)
    cloud = frame.noise(2.4, 60, octaves=6)
    band = np.exp(-((across + (cloud - 0.5) * 0.20) ** 2) / 0.030)
    dust = step(0.44, 0.60, frame.noise(3.2, 61, octaves=6)) * np.exp(-(across**2) / 0.012)
    tint = ramp(
        [(0, "#274b8f"), (0.45, "#7f6bc4"), (0.75, "#d893b8"), (1, "#ffe3c0")],
        np.clip(band * (0.55 + 0.7 * cloud), 0, 1),
    )
    picture = screen(picture, tint, band * (0.25 + 0.65 * cloud) * (1 - 0.75 * dust))
    picture += stars(frame, 3000, 92) * (band * 0.7)
    return picture


def peaks(frame: Frame, picture: Plane, layer: int, horizon: float) -> None:
    rough = frame.curve(1.8 + layer, 3 + layer, octaves=7)
    crest = horizon - 0.09 + 0.05 * layer - (0.30 - 0.12 * layer) * (rough - 0.42)
    below = frame.y - crest[None, :]
    snow = step(0, 0.06, 0.055 - below + 0.06 * (frame.noise(9, 10 + layer, octaves=5) - 0.5)) * (
        1 - 0.8 * layer
    )
    body = mix(rgb(("#0d2233", "#081621")[layer]), rgb("#8cc3c3"), snow * 0.42)
    edge = 1 / frame.unit
    cover(picture, body, step(-edge, edge, below) * (frame.y < horizon))


def shoreline(frame: Frame, picture: Plane, row: int) -> None:
    """Dark banks left and right, pines on them, and a cabin with its lamp on."""
    rng = frame.rng(5)
    unit, width, height = frame.unit, frame.width, frame.height
    stencil = Stencil(width, height)
    reach = min(0.55 * unit, 0.42 * width)
    drop = min(0.30 * unit, height - row)
    for left, side in ((0.0, 1), (float(width), -1)):
        stencil.polygon(
            [
                (left, row + drop * 0.16),
                (left + side * reach * 0.6, row + drop * 0.20),
                (left + side * reach, row + drop * 0.36),
                (left + side * reach * 0.55, row + drop * 0.62),
                (left, row + drop),
            ]
        )
        for _ in range(17):
            x = left + side * float(rng.random()) * reach * 0.75
            pine(
                stencil,
                (x, row + drop * 0.24),
                float(rng.uniform(0.06, 0.19)) * unit * (1.2 - abs(x - left) / reach),
                rng,
            )
    cover(picture, rgb("#030a10"), stencil.mask())
    cabin(frame, picture, (reach * 0.80, row + drop * 0.30), 0.034 * unit)


def cabin(frame: Frame, picture: Plane, foot: tuple[float, float], size: float) -> None:
    x, y = foot
    overlay = Overlay(frame.width, frame.height)
    overlay.polygon(
        [
            (x - size, y),
            (x - size, y - size * 0.9),
            (x, y - size * 1.6),
            (x + size, y - size * 0.9),
            (x + size, y),
        ],
        rgb("#080c10"),
    )
    lamp = Stencil(frame.width, frame.height)
    for left in (-0.6, 0.15):
        box = [
            (x + size * left, y - size * 0.75),
            (x + size * (left + 0.42), y - size * 0.75),
            (x + size * (left + 0.42), y - size * 0.25),
            (x + size * left, y - size * 0.25),
        ]
        overlay.polygon(box, rgb("#ffce78"))
        lamp.polygon(box)
    picture[:] = overlay.onto(picture)
    halo = soften_colour(lamp.mask()[None], size * 0.7)[0]
    picture += rgb("#ffb050") * (halo * 0.8)
