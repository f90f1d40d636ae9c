"""Round things in studio light: balls and turned vessels, shaded per pixel, with their soft shadows."""

from collections.abc import Sequence

import numpy as np

from .canvas import Stencil, cover, soften
from .colour import mix, rgb
from .frame import Frame
from .noise import Plane, step

LAMP = np.array([-0.58, 0.62, 0.53], np.float32)
"""Where the light comes from: left, above, in front; unit length."""


def lit(colour: Plane, normal: tuple[Plane, Plane, Plane], gloss: float, bounce: Plane) -> Plane:
    """Matt to glazed shading of `colour` (constant or (3, h, w)); `bounce` is the light the surroundings throw back."""
    nx, ny, nz = normal
    facing = nx * LAMP[0] + ny * LAMP[1] + nz * LAMP[2]
    diffuse = step(-0.35, 1.0, facing)
    body = colour * (0.30 + 0.80 * diffuse) + bounce * (0.16 * np.clip(-ny * 0.6 + nx * 0.5, 0, 1))
    half = np.clip((nx * LAMP[0] + ny * LAMP[1] + nz * (LAMP[2] + 1)) / 1.75, 0, 1)
    edge = (1 - np.clip(nz, 0, 1)) ** 3
    shine = gloss * (0.75 * half**70 + 0.16 * half**9) + 0.20 * gloss * edge
    return mix(body, np.ones_like(bounce), np.clip(shine, 0, 1))


def window(frame: Frame, left: float, top: float, right: float, bottom: float) -> tuple[slice, slice]:
    """The rows and columns of a box given in units, clipped to the sheet."""
    unit = frame.unit
    rows = slice(max(0, int(top * unit)), min(frame.height, int(bottom * unit) + 2))
    columns = slice(max(0, int(left * unit)), min(frame.width, int(right * unit) + 2))
    return rows, columns


def ball(
    frame: Frame,
    picture: Plane,
    centre: tuple[float, float],
    radius: float,
    colour: Plane,
    *,
    gloss: float = 0.5,
    bounce: Plane | None = None,
) -> None:
    """A ball; centre and radius in units."""
    rows, columns = window(
        frame, centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius
    )
    nx = (frame.x[:, columns] - centre[0]) / np.float32(radius)
    ny = -(frame.y[rows] - centre[1]) / np.float32(radius)
    square = nx * nx + ny * ny
    nz = np.sqrt(np.clip(1 - square, 0, 1))
    soft = 1.2 / (radius * frame.unit)
    shaded = lit(colour, (nx, ny, nz), gloss, colour if bounce is None else bounce)
    cover(picture[:, rows, columns], shaded, step(1 + soft, 1 - soft, np.sqrt(square)))


def turned(
    frame: Frame,
    picture: Plane,
    foot: tuple[float, float],
    profile: Sequence[tuple[float, float]],
    colours: tuple[Plane, Plane],
    *,
    gloss: float = 0.6,
    dip: float = 0.36,
    salt: int = 0,
) -> None:
    """A vessel thrown on a wheel. `profile`: (height, radius) from foot to lip, in units; glazed from the top in the
    first colour down to a wavy edge at `dip` of its height, bare in the second below it."""
    heights, radii = (np.array(side, np.float32) for side in zip(*profile, strict=True))
    wide, tall = float(radii.max()), float(heights[-1])
    lip = float(radii[-1])
    rows, columns = window(frame, foot[0] - wide, foot[1] - tall, foot[0] + wide, foot[1])
    level = foot[1] - frame.y[rows][:, 0]
    fine = np.linspace(0, tall, 240, dtype=np.float32)
    smooth = np.convolve(
        np.pad(np.interp(fine, heights, radii), 9, mode="edge"),
        np.hanning(21)[1:-1] / np.hanning(21).sum(),
        "valid",
    )
    radius = np.maximum(np.interp(level, fine, smooth), 1e-4).astype(np.float32)[:, None]
    slope = np.interp(level, fine, np.gradient(smooth, fine)).astype(np.float32)[:, None]
    side = (frame.x[:, columns] - np.float32(foot[0])) / radius
    depth = np.sqrt(np.clip(1 - side * side, 0, 1))
    length = np.sqrt(1 + slope * slope)
    normal = (side / length, np.broadcast_to(-slope / length, side.shape), depth / length)
    turn = np.arcsin(np.clip(side, -1, 1))
    wave = np.sin(turn * 3 + salt) * 0.022 + np.sin(turn * 7 + 2 * salt) * 0.011
    glazed = step(-0.006, 0.006, level[:, None] - tall * dip - wave)
    ring = np.exp(-(((level[:, None] - tall * dip - wave) / 0.008) ** 2)) * 0.25
    speckle = frame.noise(120, 700 + salt, octaves=1, rows=level.size)[:, columns]
    colour = mix(colours[1] * (1 - 0.10 * step(0.72, 0.86, speckle)), colours[0] * (1 - ring), glazed)
    edge = 1.2 / (radius * frame.unit)
    shaded = lit(colour, normal, gloss, colours[1])
    shaded = shaded * (1 - 0.35 * np.exp(level[:, None] * -24))
    cover(
        picture[:, rows, columns],
        shaded,
        step(1 + edge, 1 - edge, np.abs(side)) * ((level >= 0) & (level <= tall))[:, None],
    )
    mouth(frame, picture, (foot[0], foot[1] - tall), lip, colours[0])


def mouth(frame: Frame, picture: Plane, centre: tuple[float, float], radius: float, colour: Plane) -> None:
    """The lip seen slightly from above, and the dark inside."""
    unit = frame.unit
    lip, inside = Stencil(frame.width, frame.height), Stencil(frame.width, frame.height)
    at = (centre[0] * unit, centre[1] * unit)
    lip.ellipse(at, radius * unit, radius * 0.20 * unit)
    inside.ellipse((at[0], at[1] + radius * 0.02 * unit), radius * 0.84 * unit, radius * 0.145 * unit)
    cover(picture, mix(colour, rgb("#ffffff"), 0.22), lip.mask())
    cover(picture, colour * np.float32(0.22), inside.mask())


def shadows(frame: Frame, picture: Plane, things: Sequence[tuple[tuple[float, float], float, float]]) -> None:
    """On a table, for (foot, half width, height) of each thing, in units: dark where it stands, long and soft
    away from the lamp."""
    unit = frame.unit
    cast, contact = Stencil(frame.width, frame.height), Stencil(frame.width, frame.height)
    for (left, top), wide, tall in things:
        x, y, half = left * unit, top * unit, wide * unit
        for part, value in ((1.0, 45), (0.72, 80), (0.45, 125)):
            reach = (wide + tall * 0.95 * part) * unit
            cast.polygon(thrown(x, y, half, reach), value)
        contact.ellipse((x + half * 0.06, y), half * 0.98, half * 0.17)
    dark = soften(cast.mask(), 0.020 * unit) + soften(contact.mask(), 0.008 * unit) * 0.55
    picture *= 1 - np.clip(dark, 0, 0.85)


def thrown(x: float, y: float, half: float, reach: float) -> list[tuple[float, float]]:
    """Outline of a shadow lying to the right of a foot."""
    return [
        (x - half * 0.8, y + half * 0.14),
        (x - half * 0.2, y - half * 0.20),
        (x + reach, y - half * 0.30),
        (x + reach * 1.08, y - half * 0.02),
        (x + reach * 0.9, y + half * 0.22),
        (x, y + half * 0.26),
    ]
