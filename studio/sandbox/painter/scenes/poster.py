"""A flat, printed poster: a great disc, bands of land or sea in lines, room for a title."""

import numpy as np

from ..canvas import Overlay, Stencil, cover
from ..colour import deepen, mix, rgb, spread
from ..frame import Frame
from ..noise import Plane, step

PALETTES = (
    ("#f4ead6", "#e8553a", "#7fb08a", "#2f7a5c", "#17443c"),
    ("#f3e3c8", "#f0a030", "#d8683c", "#8c3a3a", "#33202c"),
    ("#eaf0ea", "#ef5d4e", "#7fb6c6", "#2a6f94", "#12324f"),
    ("#f6e4dc", "#e0507c", "#c58bb8", "#6b4f9a", "#2b2458"),
)
SEASONS = {
    "spring": ("#f9ebe4", "#ef8aa6", "#a9cf9a", "#5a9c74", "#24584c"),
    "summer": ("#f6efd6", "#f6b42c", "#6cc0b4", "#21869a", "#0f3f5c"),
    "autumn": ("#f6e6cc", "#d9482b", "#e39a3c", "#a34f22", "#43211c"),
    "winter": ("#eef2f4", "#c8443c", "#a9c0d2", "#5a7fa0", "#1f3550"),
}
NIGHT = ("#1a2244", "#f3e3b4", "#4a5a96", "#2c3a6e", "#0e1430")
BANDS = 4


def palette(frame: Frame) -> list[Plane]:
    """Paper, disc, then the land from far to near."""
    moment = frame.brief.moment
    if moment.season:
        chosen: tuple[str, ...] = SEASONS[moment.season]
    else:
        chosen = NIGHT if moment.time == "night" else PALETTES[frame.brief.seed % len(PALETTES)]
    colours = [rgb(colour) for colour in chosen]
    if frame.hues:
        land = spread((deepen(frame.hues[-1], 1.3), deepen(frame.hues[0], 0.45)), 3)
        colours = [mix(colours[0], frame.hues[-1], 0.12), frame.hues[0], *land]
    return colours


def paint(frame: Frame) -> Plane:
    colours = palette(frame)
    picture = frame.blank(colours[0])
    size = min(1.0, frame.wide * 1.25)
    centre, radius = (frame.wide * 0.5, frame.high * 0.43), 0.25 * size
    distance = np.hypot(frame.x - centre[0], frame.y - centre[1])
    edge = 1 / frame.unit
    cover(picture, colours[1], step(radius + edge, radius - edge, distance))
    print_texture(frame, picture, colours[1], distance, radius)
    for band in range(BANDS):
        land(frame, picture, colours, band)
    emblem(frame, picture, colours, size)
    speck = frame.noise(260, 9, octaves=1)
    return picture * (1 - 0.06 * (speck - 0.5)) + 0.02 * step(0.80, 0.95, speck)


def print_texture(frame: Frame, picture: Plane, colour: Plane, distance: Plane, radius: float) -> None:
    """Uneven ink on the lower half of the disc."""
    grain = frame.noise(240, 2, octaves=1) + 0.35 * (0.5 - frame.noise(4, 3, octaves=3))
    shade = step(-0.3, 1.0, (frame.y - frame.high * 0.43) / np.float32(radius))
    cover(
        picture,
        deepen(colour, 0.74),
        step(0.52, 0.58, grain - 0.42 + 0.5 * shade) * (distance < radius) * 0.8,
    )


def land(frame: Frame, picture: Plane, colours: list[Plane], band: int) -> None:
    """One band: hills ruled with contour lines, or with waves when the sea is asked for."""
    waves = "wave" in frame.brief.motifs
    base = frame.high * (0.55 + 0.10 * band)
    x = frame.x[0]
    if waves:
        crest = base + 0.022 * np.abs(np.sin(x * (9 - band) + band * 1.3)) - 0.02
    else:
        crest = base - 0.15 * (frame.curve(1.9, 20 + band, octaves=3, gain=0.4) - 0.45)
    first = max(0, int(float(crest.min()) * frame.unit) - 1)
    below = frame.y[first:] - crest[None, :]
    place = band / (BANDS - 1) * 2
    colour = mix(colours[2 + int(place)], colours[min(4, 3 + int(place))], place - int(place))
    rule = mix(colour, colours[min(4, 3 + int(place))] if band < 2 else colours[2], 0.55)
    lines = np.cos(below * (95 + 18 * np.sin(band + 1.0)) * (1 + 0.12 * np.sin(frame.x * 3 + band)))
    edge = 1.5 / frame.unit
    body = mix(colour, rule, step(0.86, 0.94, lines) * (below > 0.02))
    cover(picture[:, first:], body, step(-edge, edge, below))


def emblem(frame: Frame, picture: Plane, colours: list[Plane], size: float) -> None:
    """What the poster is about: a bowl of tea, a flower, a sail, or birds."""
    overlay = Overlay(frame.width, frame.height)
    unit = frame.unit
    x, y = frame.wide * 0.5 * unit, frame.high * 0.68 * unit
    motifs = frame.brief.motifs
    if "tea" in motifs:
        bowl(overlay, (x, y), 0.15 * size * unit, colours)
    elif "flower" in motifs:
        bloom(overlay, (x, frame.high * 0.43 * unit), 0.19 * size * unit, colours)
    elif "boat" in motifs or "wave" in motifs:
        boat(overlay, (x, frame.high * 0.56 * unit), 0.13 * size * unit, colours)
    picture[:] = overlay.onto(picture)
    birds = Stencil(frame.width, frame.height)
    rng = frame.rng(40)
    for _ in range(5):
        bx, by, span = (
            x + float(rng.normal(0, 0.13)) * unit * size,
            frame.high * float(rng.uniform(0.24, 0.4)) * unit,
            float(rng.uniform(0.01, 0.022)) * unit,
        )
        birds.line(
            [
                (bx - span, by - span * 0.4),
                (bx - span * 0.4, by - span * 0.5),
                (bx, by),
                (bx + span * 0.4, by - span * 0.5),
                (bx + span, by - span * 0.4),
            ],
            span * 0.2,
        )
    cover(picture, colours[4], birds.mask())


def bowl(overlay: Overlay, at: tuple[float, float], size: float, colours: list[Plane]) -> None:
    x, y = at
    cream = mix(colours[0], rgb("#ffffff"), 0.4)
    arc = np.linspace(0, np.pi, 33)
    overlay.polygon([(x + size * float(np.cos(t)), y + size * 0.82 * float(np.sin(t))) for t in arc], cream)
    overlay.polygon(
        [
            (x - size * 0.36, y + size * 0.74),
            (x + size * 0.36, y + size * 0.74),
            (x + size * 0.42, y + size * 0.95),
            (x - size * 0.42, y + size * 0.95),
        ],
        cream,
    )
    overlay.ellipse((x, y), size, size * 0.17, mix(cream, colours[4], 0.12))
    overlay.ellipse((x, y + size * 0.015), size * 0.90, size * 0.125, rgb("#86a34a"))
    for k in (-1, 0, 1):
        steam = [
            (x + size * (0.30 * k + 0.07 * float(np.sin(t * 5 + k))), y - size * (0.32 + 0.75 * t))
            for t in np.linspace(0, 1, 30)
        ]
        overlay.line(steam, size * 0.045, cream)


def bloom(overlay: Overlay, at: tuple[float, float], size: float, colours: list[Plane]) -> None:
    cream = mix(colours[0], rgb("#ffffff"), 0.5)
    for ring, (reach, tint) in enumerate(
        ((1.0, cream), (0.72, mix(cream, colours[1], 0.35)), (0.46, mix(cream, colours[1], 0.7)))
    ):
        for k in range(8):
            angle = k * np.pi / 4 + ring * np.pi / 8
            middle = (
                at[0] + size * reach * 0.55 * float(np.cos(angle)),
                at[1] + size * reach * 0.55 * float(np.sin(angle)),
            )
            petal = [
                (
                    middle[0]
                    + size
                    * reach
                    * (
                        0.46 * float(np.cos(t)) * float(np.cos(angle))
                        - 0.20 * float(np.sin(t)) * float(np.sin(angle))
                    ),
                    middle[1]
                    + size
                    * reach
                    * (
                        0.46 * float(np.cos(t)) * float(np.sin(angle))
                        + 0.20 * float(np.sin(t)) * float(np.cos(angle))
                    ),
                )
                for t in np.linspace(0, 2 * np.pi, 29)
            ]
            overlay.polygon(petal, tint)
    overlay.ellipse(at, size * 0.14, size * 0.14, colours[4])


def boat(overlay: Overlay, at: tuple[float, float], size: float, colours: list[Plane]) -> None:
    x, y = at
    cream = mix(colours[0], rgb("#ffffff"), 0.4)
    overlay.polygon(
        [
            (x - size, y),
            (x + size, y),
            (x + size * 0.66, y + size * 0.30),
            (x - size * 0.66, y + size * 0.30),
        ],
        colours[4],
    )
    overlay.polygon(
        [
            (x - size * 0.05, y - size * 1.75),
            (x - size * 0.05, y - size * 0.10),
            (x - size * 0.85, y - size * 0.10),
        ],
        cream,
    )
    overlay.polygon(
        [
            (x + size * 0.07, y - size * 1.5),
            (x + size * 0.07, y - size * 0.10),
            (x + size * 0.75, y - size * 0.10),
        ],
        mix(cream, colours[2], 0.35),
    )
