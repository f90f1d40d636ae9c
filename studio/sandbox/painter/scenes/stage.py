"""A product stage: two round steps, a bottle, a ring and balls."""

import numpy as np

from ..canvas import cover
from ..colour import mix, rgb
from ..frame import Frame
from ..noise import Plane, step
from ..solids import ball, shadows, turned, window

# Height and radius of the bottle from foot to stopper, in units.
BOTTLE = (
    (0.0, 0.070),
    (0.01, 0.078),
    (0.17, 0.078),
    (0.20, 0.055),
    (0.215, 0.030),
    (0.235, 0.030),
    (0.24, 0.044),
    (0.30, 0.044),
)
FLATNESS = 0.20
"""How flat a circle on the table looks."""


def stage(frame: Frame, picture: Plane, table: float, colours: tuple[Plane, Plane, Plane, Plane]) -> None:
    wall, glaze, flower, fruit = colours
    size = min(1.0, frame.wide * 1.05)
    x, y = frame.wide * 0.5, table + 0.10 * size
    pale = mix(wall, rgb("#ffffff"), 0.45)
    balls = [
        ((x - 0.40 * size, y + 0.03 * size), 0.075 * size, flower),
        ((x + 0.40 * size, y + 0.05 * size), 0.055 * size, fruit),
        ((x - 0.26 * size, y + 0.10 * size), 0.040 * size, glaze),
    ]
    resting = [(foot, radius, radius * 1.6) for foot, radius, _ in balls]
    shadows(frame, picture, [((x, y), 0.30 * size, 0.12 * size), *resting])
    ring(frame, picture, (x - 0.02 * size, y - 0.37 * size), 0.22 * size, fruit)
    drum(frame, picture, (x, y), 0.30 * size, 0.10 * size, pale)
    drum(frame, picture, (x, y - 0.095 * size), 0.20 * size, 0.07 * size, pale)
    profile = [(height * size, radius * size) for height, radius in BOTTLE]
    bare = mix(glaze, pale, 0.5)
    turned(frame, picture, (x, y - 0.165 * size), profile, (glaze, bare), gloss=0.9, dip=-1, salt=8)
    for foot, radius, colour in balls:
        centre = (foot[0], foot[1] - radius * 0.92)
        ball(frame, picture, centre, radius, colour, gloss=0.7, bounce=wall)


def ring(frame: Frame, picture: Plane, centre: tuple[float, float], radius: float, colour: Plane) -> None:
    """An upright torus facing us."""
    tube = radius * 0.17
    reach = radius + tube * 1.1
    rows, columns = window(frame, centre[0] - reach, centre[1] - reach, centre[0] + reach, centre[1] + reach)
    dx, dy = frame.x[:, columns] - centre[0], frame.y[rows] - centre[1]
    distance = np.hypot(dx, dy) + 1e-6
    across = (distance - radius) / np.float32(tube)
    depth = np.sqrt(np.clip(1 - across * across, 0, 1))
    facing = (dx * -0.58 - dy * 0.62) / distance * across + depth * 0.53
    shaded = colour * (0.36 + 0.74 * step(-0.35, 1.0, facing))
    shaded = mix(shaded, np.ones_like(colour), 0.5 * np.clip(facing, 0, 1) ** 24)
    edge = 1.2 / (tube * frame.unit)
    cover(picture[:, rows, columns], shaded, step(1 + edge, 1 - edge, np.abs(across)))


def drum(
    frame: Frame, picture: Plane, foot: tuple[float, float], radius: float, tall: float, colour: Plane
) -> None:
    """A low round step standing at `foot`."""
    flat = radius * FLATNESS
    box = (foot[0] - radius, foot[1] - tall - flat, foot[0] + radius, foot[1] + flat)
    rows, columns = window(frame, *box)
    turn = (frame.x[:, columns] - foot[0]) / np.float32(radius)
    bow = np.sqrt(np.clip(1 - turn * turn, 0, 1))
    level = frame.y[rows] - foot[1]
    edge = 1 / frame.unit
    facing = np.clip(turn, -1, 1) * -0.62 + bow * 0.60
    body = (
        step(edge, -edge, level - flat * bow)
        * step(-edge, edge, level + tall + flat * bow)
        * (np.abs(turn) < 1)
    )
    view = picture[:, rows, columns]
    cover(view, colour * (0.45 + 0.50 * step(-0.5, 0.95, facing)), body)
    away = np.hypot(turn, (level + tall) / np.float32(flat))
    soft = edge / radius * 2
    cover(view, mix(colour, rgb("#ffffff"), 0.25) * (0.97 - 0.10 * turn), step(1 + soft, 1 - soft, away))
