"""Between tall trunks: depth by mist, shafts of light, a carpet of the season."""

import numpy as np

from ..canvas import Stencil, cover, soften
from ..colour import deepen, mix, ramp, rgb
from ..frame import Frame
from ..light import Light
from ..noise import Plane, curve, step
from ..sky import screen, stars, vignette
from .valley import scatter

LAYERS = 5
LEAVES = {
    "spring": ("#dff0a8", "#8fbf5a", "#3f7d3f"),
    "summer": ("#cfe98a", "#4f9a45", "#1d5a34"),
    "autumn": ("#ffd37a", "#e2832f", "#8c3a1a"),
    "winter": ("#f4f8fc", "#b9c9d8", "#6d8296"),
}
FLOOR = {"spring": "#4f7f45", "summer": "#2f6a3a", "autumn": "#a5552a", "winter": "#dfe7ef"}


def paint(frame: Frame) -> Plane:
    light = frame.light(time="dawn" if frame.brief.seed % 2 else "day")
    leaves = [rgb(colour) * light.tint for colour in LEAVES[light.season]]
    sun = (frame.wide * float(frame.rng().uniform(0.35, 0.65)), frame.high * 0.30)
    glade = mix(light.sun, leaves[0], 0.35) if not light.dark else mix(light.sky[2], leaves[1], 0.2)
    distance = np.hypot(frame.x - sun[0], (frame.y - sun[1]) * 0.8)
    back = mix(leaves[1], light.sky[1], 0.45)
    picture = ramp(
        [(0, glade), (0.35, mix(glade, back, 0.55)), (1, mix(back, leaves[2], 0.6))],
        np.clip(distance / 0.95, 0, 1),
    )
    if light.dark:
        picture = picture + stars(frame, 260) * (frame.y < frame.high * 0.4)
    bark = 0.75 + 0.5 * frame.noise(38, 60, octaves=3, flatten=0.15)
    for layer in range(LAYERS):
        depth = layer / (LAYERS - 1)
        floor(frame, light, picture, layer, glade)
        trunks(frame, light, picture, bark, layer, sun[0])
        if layer % 2 == 0:
            canopy(frame, picture, depth, leaves, glade, layer)
        mist = 0.26 * (1 - depth) ** 1.2 * (1.6 if "mist" in frame.brief.weather else 1)
        cover(picture, glade, np.exp(-((frame.y - frame.high * 0.62) ** 2) / 0.05) * mist)
    picture = shafts(frame, light, picture, sun)
    if light.season != "summer":
        colours = {"spring": "#fff6c9", "autumn": "#f6a23c", "winter": "#ffffff"}
        scatter(frame, picture, rgb(colours[light.season]))
    return vignette(frame, picture, 0.4)


def floor(frame: Frame, light: Light, picture: Plane, layer: int, glade: Plane) -> None:
    depth = layer / (LAYERS - 1)
    edge = frame.high * (0.64 + 0.26 * depth**1.3) - 0.05 * (
        frame.curve(1.6 + layer, 20 + layer, octaves=6) - 0.5
    ) * (1 + depth)
    first = max(0, int(float(edge.min()) * frame.unit))
    below = frame.y[first:] - edge[None, :]
    litter = frame.noise(22, 30 + layer, octaves=4, flatten=2.5, rows=below.shape[0])
    ground = (
        mix(rgb(FLOOR[light.season]) * light.tint, glade, 0.55 * (1 - depth))
        * (0.55 + 0.8 * litter)
        * (1 - 0.22 * depth)
    )
    cover(picture[:, first:], ground, step(-0.004, 0.004, below))


def trunks(frame: Frame, light: Light, picture: Plane, grain: Plane, layer: int, sun_x: float) -> None:
    """One row of trunks, lit on the side of the sun."""
    depth = layer / (LAYERS - 1)
    rng = frame.rng(40 + layer)
    unit = frame.unit
    stencil, rim = Stencil(frame.width, frame.height), Stencil(frame.width, frame.height)
    for _ in range(max(2, int(frame.wide * (17 - 13 * depth)))):
        x = float(rng.uniform(-0.02, frame.wide + 0.02))
        if layer == LAYERS - 1 and abs(x - sun_x) < 0.22:
            continue
        half = (0.006 + 0.030 * depth**1.5) * float(rng.uniform(0.7, 1.3)) * unit
        foot = (frame.high * (0.66 + 0.27 * depth**1.3) + float(rng.uniform(-0.01, 0.03))) * unit
        lean = float(rng.normal(0, 0.025)) * unit
        x *= unit
        sides = [
            (x - half * 1.5, foot),
            (x - half, foot - half * 4),
            (x + lean - half * 0.7, 0),
            (x + lean + half * 0.7, 0),
            (x + half, foot - half * 4),
            (x + half * 1.5, foot),
        ]
        stencil.polygon(sides)
        toward = 1 if sun_x * unit > x else -1
        rim.line(
            [(x + toward * half * 0.9, foot - half * 3), (x + lean + toward * half * 0.62, 0)],
            max(0.6, half * 0.28),
        )
        for _ in range(int(rng.integers(1, 4))):
            branch(stencil, x + lean * 0.6, foot * float(rng.uniform(0.12, 0.5)), half, rng)
    glade = mix(light.sun, light.sky[2], 0.3)
    bark = rgb("#cfd2cc" if light.season == "winter" and layer % 2 else "#3b2d26") * light.tint
    colour = mix(
        mix(bark, deepen(light.ground[5], 0.8), 0.4),
        mix(glade, light.ground[3], 0.55),
        0.80 * (1 - depth) ** 0.8,
    )
    mask = stencil.mask()
    cover(picture, colour * grain, mask)
    cover(picture, glade, rim.mask() * mask * (0.18 if light.dark else 0.5))


def branch(stencil: Stencil, x: float, y: float, half: float, rng: np.random.Generator) -> None:
    side = 1 if rng.random() < 0.5 else -1
    reach = half * float(rng.uniform(4, 9))
    stencil.line(
        [(x, y), (x + side * reach * 0.5, y - reach * 0.22), (x + side * reach, y - reach * 0.55)],
        max(0.7, half * 0.3),
    )


def canopy(frame: Frame, picture: Plane, depth: float, leaves: list[Plane], glade: Plane, layer: int) -> None:
    """Foliage hanging in from above, thicker towards the edges."""
    rows = int(frame.height * (0.42 + 0.10 * depth))
    cloud = frame.noise(3.2, 70 + layer, octaves=6, gain=0.62, rows=rows)
    fine = frame.noise(48 - 20 * depth, 80 + layer, octaves=2, rows=rows)
    fall = 1 - frame.y[:rows] / np.float32(rows / frame.unit)
    sides = np.abs(frame.x / np.float32(frame.wide) - 0.5) * 2
    thick = cloud + 0.30 * (fine - 0.5) + 0.42 * fall + 0.16 * sides - 0.30 - 0.45 * (1 - fall) ** 3
    tone = ramp(
        [
            (0, mix(leaves[2], glade, 0.5 * (1 - depth))),
            (0.6, mix(leaves[1], glade, 0.4 * (1 - depth))),
            (1, leaves[0]),
        ],
        np.clip(fine * 1.5 - 0.35 - 0.25 * depth, 0, 1),
    )
    cover(picture[:, :rows], tone, step(0.46, 0.54, thick) * (0.62 + 0.33 * depth))


def shafts(frame: Frame, light: Light, picture: Plane, sun: tuple[float, float]) -> Plane:
    """Sunbeams fanning out from the sun."""
    angle = np.arctan2(frame.x - sun[0], frame.y - sun[1] + 0.5)
    beams = step(0.50, 0.78, band(frame)).take(((angle + 3.2) * (899 / 6.4)).astype(np.int16))
    distance = np.hypot(frame.x - sun[0], frame.y - sun[1])
    strength = 0.25 if light.dark else 0.62
    haze = np.exp(distance * -4.0) * 0.45
    fan = soften(beams.astype(np.float32), frame.unit / 220) * np.exp(distance * -1.5)
    return screen(
        picture, light.sun, strength * (fan * np.clip(1.1 - frame.y / np.float32(frame.high), 0, 1) + haze)
    )


def band(frame: Frame) -> Plane:
    """(900,) noise over the angle."""
    return curve(np.linspace(0, 60, 900, dtype=np.float32), frame.seed(99), 3)
