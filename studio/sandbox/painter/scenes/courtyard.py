"""Sunlit architecture in one-point perspective: arches, steps, a pool, hard shadows."""

from dataclasses import dataclass

import numpy as np

from ..canvas import Overlay, Point, Stencil, cover, soften
from ..colour import deepen, luminance, mix, ramp, rgb
from ..frame import Frame
from ..light import Light
from ..noise import Plane
from ..sky import stars, vignette
from ..solids import ball

type Corner = tuple[float, float, float]

WALLS = (
    ("#dd7f4f", "#e9b04a", "#2b8e99"),
    ("#d98f8a", "#f2d6c0", "#3f7f8c"),
    ("#e6d3b4", "#c8694a", "#3a8fa8"),
    ("#6f8fb8", "#f0d9a8", "#d8653f"),
)
SEASONS = {
    "spring": ("#e9b7ac", "#cfe0b0", "#5fae9a"),
    "summer": ("#f0e6d2", "#3f8fc4", "#1f9fb4"),
    "autumn": ("#c9662f", "#e2a63c", "#5c6f52"),
    "winter": ("#c9d2dc", "#8fa5bd", "#4f7794"),
}
EYE_HEIGHT, DISTANCE, BACK = 1.65, 6.2, 3.0
SUN = (0.62, -0.95, 0.42)
"""The way the light travels: to the right, down, away from us. In metres, as everything in this scene."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """An upright box; `low` and `high` are opposite corners (x, y up, z away)."""

    low: Corner
    high: Corner
    colour: Plane


def paint(frame: Frame) -> Plane:
    light = frame.light(season="summer")
    wall, accent, water = palette(frame)
    picture = room(frame, light, wall)
    half = frame.wide / 2 / focal(frame) * (DISTANCE + BACK)
    blocks = furniture(frame, wall, accent, half)
    pool(frame, picture, light, water)
    floor_shadows(frame, picture, blocks)
    overlay = Overlay(frame.width, frame.height)
    for block in sorted(blocks, key=lambda b: (-b.low[2], b.low[1])):
        draw_block(frame, overlay, block)
    picture = overlay.onto(picture)
    for x, z, radius, colour in ((1.75, -0.9, 0.28, accent), (-2.0, 0.2, 0.42, water)):
        standing_ball(frame, picture, (x, z), radius, colour)
    if "clay" in frame.brief.motifs:
        grey = luminance(picture)[None] * 0.62 + 0.36
        return vignette(frame, np.repeat(np.clip(grey, 0, 1), 3, axis=0), 0.12)
    return vignette(frame, picture * mix(light.tint, np.ones_like(wall), 0.25), 0.22)


def palette(frame: Frame) -> tuple[Plane, Plane, Plane]:
    """Wall, accent, water."""
    season = frame.brief.moment.season
    wall, accent, water = (
        rgb(c) for c in (SEASONS[season] if season else WALLS[frame.brief.seed % len(WALLS)])
    )
    if frame.hues:
        wall = mix(wall, frame.hues[0], 0.85)
        accent = frame.hues[1] if len(frame.hues) > 1 else accent
    return wall, accent, water


def focal(frame: Frame) -> float:
    """Units per metre at a distance of one metre: what keeps arches inside very tall or narrow sheets too."""
    return 1.28 * min(1.0, frame.wide * 0.95 + 0.05)


def project(frame: Frame, corner: Corner) -> Point:
    """Metres to pixels."""
    x, y, z = corner
    scale = focal(frame) / max(0.4, z + DISTANCE) * frame.unit
    return (frame.width / 2 + x * scale, frame.high * 0.56 * frame.unit - (y - EYE_HEIGHT) * scale)


def row_of(frame: Frame, y: float, z: float) -> float:
    """The height on the sheet, in units, of a point at height y, depth z."""
    return project(frame, (0, y, z))[1] / frame.unit


def room(frame: Frame, light: Light, wall: Plane) -> Plane:
    """Sky, the back wall with its arches and its great slanting shadow, the floor."""
    sky = np.clip(frame.y / np.float32(frame.high * 0.6), 0, 1)
    picture = np.repeat(
        ramp([(0, light.sky[0]), (0.7, light.sky[1]), (1, light.sky[2])], sky), frame.width, axis=2
    )
    if light.dark:
        picture += stars(frame, 300)
    top, foot = 3.6, 0.0
    openings = Stencil(frame.width, frame.height)
    reveals = Stencil(frame.width, frame.height)
    half = frame.wide / 2 / focal(frame) * (DISTANCE + BACK) + 1
    for k in range(-int(half / 3.1) - 1, int(half / 3.1) + 2):
        outline = arch(0.35 + 3.1 * k + 0.25 * (frame.brief.seed % 3), 0.85, 1.75)
        openings.polygon([project(frame, (x, y, BACK)) for x, y in outline])
        inner = [project(frame, (x, y, BACK + 0.55)) for x, y in outline]
        reveals.polygon(inner)
    face = Stencil(frame.width, frame.height)
    y0, y1 = row_of(frame, top, BACK) * frame.unit, row_of(frame, foot, BACK) * frame.unit
    face.polygon([(0, y0), (frame.width, y0), (frame.width, y1), (0, y1)])
    opening, through = openings.mask(), reveals.mask()
    plaster = 1 + 0.06 * (frame.noise(3, 5, octaves=5) - 0.5) + 0.03 * (frame.noise(80, 6, octaves=1) - 0.5)
    beyond(frame, light, picture, wall)
    glow = 1.02 - 0.10 * np.clip(frame.x / frame.wide, 0, 1)
    low = 1 - 0.16 * np.exp(-np.maximum(y1 / frame.unit - frame.y, 0) * 11)
    sunlit = mix(wall, light.sun, 0.12) * (plaster * glow * low)
    shade = soften(slant(frame), 0.0022 * frame.unit)
    painted = mix(sunlit, shaded(wall, light) * plaster, shade)
    outside = face.mask() * (1 - opening)
    reveal = face.mask() * opening * (1 - through)
    cover(picture, shaded(wall, light) * 0.96, reveal)
    cover(picture, painted, outside)
    floor(frame, light, picture, wall, opening)
    return picture


def shaded(colour: Plane, light: Light) -> Plane:
    """A colour out of the sun: darker, and tinged with sky."""
    return mix(deepen(colour, 0.58), light.sky[0], 0.16)


def arch(centre: float, half: float, spring: float) -> list[tuple[float, float]]:
    """Outline of a round arch on the floor: (x, y)."""
    turn = np.linspace(np.pi, 0, 33)
    return [
        (centre - half, 0.0),
        *((centre + half * float(np.cos(t)), spring + half * float(np.sin(t))) for t in turn),
        (centre + half, 0.0),
    ]


def slant(frame: Frame) -> Plane:
    """The shadow an unseen roof throws across the back wall."""
    stencil = Stencil(frame.width, frame.height)
    lean = 1 if frame.brief.seed % 2 else -1
    shape = [
        (-4.6 * lean, 3.7),
        (-1.5 * lean, 3.7),
        (0.6 * lean, 1.3),
        (-0.6 * lean, 0.0),
        (-4.6 * lean, 0.0),
    ]
    stencil.polygon([project(frame, (x, y, BACK)) for x, y in shape])
    return stencil.mask()


def beyond(frame: Frame, light: Light, picture: Plane, wall: Plane) -> None:
    """Past the arches: a far plain under the horizon."""
    horizon = frame.high * 0.56
    plain = mix(mix(wall, rgb("#f4e2c4"), 0.6) * light.tint, light.haze, 0.35)
    cover(picture, plain, (frame.y > horizon).astype(np.float32))


def floor(frame: Frame, light: Light, picture: Plane, wall: Plane, opening: Plane) -> None:
    top = int(row_of(frame, 0, BACK) * frame.unit)
    view = picture[:, top:]
    near = np.linspace(0, 1, view.shape[1], dtype=np.float32)[:, None]
    stone = mix(mix(wall, rgb("#f6e6cf"), 0.62), light.sun, 0.10)
    grain = frame.noise(60, 8, octaves=2, flatten=3, rows=view.shape[1])
    view[:] = stone * (0.93 + 0.08 * near + 0.05 * (grain - 0.5)) * (1 - 0.18 * np.exp(near * -26))
    joints = Stencil(frame.width, frame.height)
    for k in range(-14, 15):
        joints.line(
            [project(frame, (k * 0.8, 0, BACK)), project(frame, (k * 0.8, 0, -DISTANCE + 1.2))], 0.7, 120
        )
    for k in range(10):
        y = row_of(frame, 0, BACK - 0.8 * k) * frame.unit
        joints.line([(0, y), (frame.width, y)], 0.7, 120)
    cover(picture, shaded(stone, light), joints.mask() * 0.4 * (frame.y * frame.unit > top))


def furniture(frame: Frame, wall: Plane, accent: Plane, half: float) -> list[Block]:
    """Steps on the right, a plinth and a column on the left; repeated on very wide sheets."""
    pale = mix(wall, rgb("#fff4e4"), 0.66)
    blocks: list[Block] = []
    for k in range(-int(half / 7.5), int(half / 7.5) + 1):
        shift = 7.5 * k
        for step in range(6):
            x = shift + 1.75 + 0.36 * step
            blocks.append(Block(low=(x, 0, 1.7), high=(x + 0.36, 0.2 * (step + 1), 2.7), colour=pale))
        blocks.append(Block(low=(shift - 3.6, 0, 1.0), high=(shift - 2.2, 0.55, 2.4), colour=accent))
        blocks.append(Block(low=(shift - 3.2, 0.55, 1.5), high=(shift - 2.8, 2.1, 1.9), colour=pale))
    return blocks


def corners(block: Block) -> list[Corner]:
    return [
        (x, y, z)
        for x in (block.low[0], block.high[0])
        for y in (block.low[1], block.high[1])
        for z in (block.low[2], block.high[2])
    ]


def hull(points: list[Point]) -> list[Point]:
    """Convex hull, by monotone chain."""
    ordered = sorted(set(points))

    def half(run: list[Point]) -> list[Point]:
        chain: list[Point] = []
        for p in run:
            while len(chain) > 1 and (chain[-1][0] - chain[-2][0]) * (p[1] - chain[-2][1]) <= (
                chain[-1][1] - chain[-2][1]
            ) * (p[0] - chain[-2][0]):
                chain.pop()
            chain.append(p)
        return chain[:-1]

    return half(ordered) + half(ordered[::-1])


def floor_shadows(frame: Frame, picture: Plane, blocks: list[Block]) -> None:
    stencil = Stencil(frame.width, frame.height)
    for block in blocks:
        thrown = [
            (x + SUN[0] * y / -SUN[1], 0.0, min(BACK, z + SUN[2] * y / -SUN[1])) for x, y, z in corners(block)
        ]
        stencil.polygon(hull([project(frame, corner) for corner in thrown]))
    dark = soften(stencil.mask(), 0.002 * frame.unit)
    cover(picture, mix(picture * 0.52, rgb("#2c3a66"), 0.14), dark)


def draw_block(frame: Frame, overlay: Overlay, block: Block) -> None:
    """Its top, its front and whichever side we see."""
    (x0, y0, z0), (x1, y1, z1) = block.low, block.high
    side = x1 if x1 < 0 else x0
    lit_side = side == x0
    faces: list[tuple[list[Corner], float]] = [
        ([(side, y0, z0), (side, y1, z0), (side, y1, z1), (side, y0, z1)], 0.92 if lit_side else 0.50),
        ([(x0, y1, z0), (x1, y1, z0), (x1, y1, z1), (x0, y1, z1)], 1.08),
        ([(x0, y0, z0), (x1, y0, z0), (x1, y1, z0), (x0, y1, z0)], 0.78),
    ]
    for face, lightness in faces:
        overlay.polygon([project(frame, corner) for corner in face], block.colour * np.float32(lightness))


def pool(frame: Frame, picture: Plane, light: Light, water: Plane) -> None:
    """A shallow basin let into the floor, with the sky in it."""
    stencil, rim = Stencil(frame.width, frame.height), Stencil(frame.width, frame.height)
    rim.polygon(
        [project(frame, c) for c in ((-1.55, 0, -1.75), (1.25, 0, -1.75), (1.25, 0, 0.45), (-1.55, 0, 0.45))]
    )
    stencil.polygon(
        [project(frame, c) for c in ((-1.45, 0, -1.65), (1.15, 0, -1.65), (1.15, 0, 0.35), (-1.45, 0, 0.35))]
    )
    net = (1 - np.abs(2 * frame.noise(7, 30, octaves=3, flatten=3) - 1)) ** 6
    cover(picture, rgb("#fff6e8"), rim.mask() * 0.55)
    cover(picture, mix(mix(water, light.sky[1], 0.28), rgb("#ffffff"), net * 0.35), stencil.mask())


def standing_ball(
    frame: Frame, picture: Plane, at: tuple[float, float], radius: float, colour: Plane
) -> None:
    """A ball on the floor with its oval shadow; metres."""
    x, z = at
    stencil = Stencil(frame.width, frame.height)
    turn = np.linspace(0, 2 * np.pi, 37)
    reach = radius / -SUN[1]
    stencil.polygon(
        [
            project(
                frame,
                (
                    x + SUN[0] * reach + radius * 1.25 * float(np.cos(t)),
                    0,
                    z + SUN[2] * reach + radius * 1.1 * float(np.sin(t)),
                ),
            )
            for t in turn
        ]
    )
    cover(picture, mix(picture * 0.52, rgb("#2c3a66"), 0.14), soften(stencil.mask(), 0.003 * frame.unit))
    cx, cy = project(frame, (x, radius, z))
    scale = focal(frame) / (z + DISTANCE)
    ball(frame, picture, (cx / frame.unit, cy / frame.unit), radius * scale, colour, gloss=0.55)
