"""A city: towers with lit windows, neon, a wet street that mirrors it all."""

import numpy as np
from PIL import Image, ImageDraw

from ..canvas import Stencil, cover, soften_colour
from ..colour import bytes_of, deepen, mix, rgb
from ..frame import Frame
from ..lettering import font, writable
from ..light import Light
from ..noise import Plane, step
from ..sky import mirror, paint_sky, screen, vignette

NEON = ("#ff3d7f", "#35e0ff", "#ffb13d", "#a06bff", "#4dffb0")
WINDOWS = ("#ffd48a", "#ffc46a", "#fff0cc", "#8fd8ff", "#ff9ecb")
SIGNS = ("夜市", "酒", "茶", "面", "霓虹", "书店", "咖啡", "酒店", "HOTEL", "BAR", "NOODLE", "24H", "OPEN")
LAYERS = 4


def paint(frame: Frame) -> Plane:
    light = frame.light(time="night")
    ground = frame.high * 0.70
    picture = sky_over(frame, light, ground)
    lamps = Image.new("RGB", (frame.width, frame.height))
    for layer in range(LAYERS):
        towers(frame, light, picture, lamps, layer, ground)
    signs(frame, lamps, ground, strength=1 if light.time in ("night", "dusk") else 0.45)
    glow(frame, picture, lamps, bright=light.time != "day")
    street(frame, light, picture, int(ground * frame.unit))
    picture = rain(frame, picture) if light.dark or "rain" in frame.brief.weather else picture
    if "umbrella" in frame.brief.motifs or "rain" in frame.brief.weather or light.dark:
        walker(frame, picture, ground)
    return vignette(frame, picture, 0.34)


def sky_over(frame: Frame, light: Light, ground: float) -> Plane:
    """The light's own sky; at night with the glow of the streets, violet or as asked."""
    moon = (frame.wide * float(frame.rng(1).uniform(0.3, 0.7)), frame.high * 0.24)
    picture = paint_sky(frame, light, ground, moon, clouds=0.5)
    if light.dark:
        smog = rgb(("#8a3fc4", "#b8408f", "#3f6fd0")[int(frame.rng(2).integers(3))])
        picture = screen(picture, smog, np.clip(frame.y / np.float32(ground), 0, 1) ** 1.3)
    return picture


def towers(frame: Frame, light: Light, picture: Plane, lamps: Image.Image, layer: int, ground: float) -> None:
    """One row of buildings, far (0) to near; their windows go onto `lamps`."""
    rng = frame.rng(10 + layer)
    depth = layer / (LAYERS - 1)
    stencil = Stencil(frame.width, frame.height)
    pen = ImageDraw.Draw(lamps)
    unit, foot = frame.unit, ground * frame.unit + 2
    boxes: list[tuple[float, float, float]] = []
    x = -0.05
    while x < frame.wide:
        wide = float(rng.uniform(0.05, 0.10)) * (0.8 + 0.8 * depth)
        tall = float(rng.uniform(0.16, 0.46 - 0.10 * depth)) * (1.3 if rng.random() < 0.18 else 1)
        boxes.append((x * unit, (ground - tall) * unit, wide * unit))
        x += wide * float(rng.uniform(0.9, 1.3 + 0.5 * depth))
    for left, top, wide in boxes:
        roofline(stencil, left, top, wide, foot, rng)
        pen.rectangle((left, top, left + wide, foot), fill=(0, 0, 0))
        if light.time != "day":
            windows(frame, pen, (left, top, wide, foot), depth, rng)
    wall = mix(mix(light.sky[1], light.sky[2], 0.35), deepen(light.sky[0], 0.55), 0.30 + 0.62 * depth)
    fade = np.clip((frame.y - ground * 0.45) / np.float32(ground * 0.55), 0, 1) * (0.34 * (1 - depth))
    cover(picture, mix(wall, light.sky[2], fade), stencil.mask())


def roofline(
    stencil: Stencil, left: float, top: float, wide: float, foot: float, rng: np.random.Generator
) -> None:
    stencil.polygon([(left, top), (left + wide, top), (left + wide, foot), (left, foot)])
    if rng.random() < 0.5:
        inset = wide * 0.22
        stencil.polygon(
            [
                (left + inset, top - wide * 0.22),
                (left + wide - inset, top - wide * 0.22),
                (left + wide - inset, top),
                (left + inset, top),
            ]
        )
    if rng.random() < 0.3:
        middle = left + wide / 2
        stencil.line([(middle, top), (middle, top - wide * 0.9)], max(1, wide * 0.02))


def windows(
    frame: Frame,
    pen: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    depth: float,
    rng: np.random.Generator,
) -> None:
    left, top, wide, foot = box
    cell = max(3.0, frame.unit * (0.0085 + 0.006 * depth))
    columns, rows = int(wide / cell) - 1, int((foot - top) / (cell * 1.25)) - 1
    main = rgb(WINDOWS[int(rng.integers(len(WINDOWS)))])
    share = rng.uniform(0.3, 0.8)
    levels = [
        bytes_of(main * np.float32(level * (0.6 + 0.4 * depth))) for level in np.linspace(0.25, 0.95, 8)
    ]
    chances = rng.random((max(0, rows), max(0, columns)))
    for row, column in np.argwhere(chances < share).tolist():
        x, y = left + cell * (column + 0.85), top + cell * 1.25 * (row + 0.8)
        colour = levels[int(chances[row, column] / share * 8)]
        pen.rectangle((x, y, x + cell * 0.55, y + cell * 0.62), fill=colour)


def signs(frame: Frame, lamps: Image.Image, ground: float, strength: float) -> None:
    """Neon boards with upright lettering."""
    rng = frame.rng(30)
    pen = ImageDraw.Draw(lamps)
    count = max(3, int(7 * frame.wide))
    for place in range(count):
        text = writable(SIGNS[int(rng.integers(len(SIGNS)))], "sans") or "BAR"
        size = frame.unit * float(rng.uniform(0.026, 0.056))
        x = frame.width * (place + float(rng.uniform(0.2, 0.8))) / count
        tall = size * (1.12 * len(text) + 0.7)
        y = min((ground - float(rng.uniform(0.13, 0.34))) * frame.unit, ground * frame.unit - tall)
        tint = rgb(NEON[int(rng.integers(len(NEON)))])
        colour = bytes_of(tint * np.float32(strength))
        pad = size * 0.32
        box = (x - pad, y - pad, x + size + pad, y + size * 1.12 * len(text) + pad)
        pen.rounded_rectangle(
            box,
            size * 0.2,
            fill=bytes_of(tint * np.float32(0.13)),
            outline=colour,
            width=max(1, round(size * 0.08)),
        )
        for k, letter in enumerate(text):
            pen.text(
                (x + size / 2, y + size * (1.12 * k + 0.5)),
                letter,
                font=font(size * 0.92, "sans"),
                fill=colour,
                anchor="mm",
            )


def glow(frame: Frame, picture: Plane, lamps: Image.Image, *, bright: bool) -> None:
    """Lamps and their halo, in place."""
    shine = np.asarray(lamps, np.float32).transpose(2, 0, 1) / 255
    halo = soften_colour(shine, frame.unit * 0.010) * 0.9 + soften_colour(shine, frame.unit * 0.045) * (
        1.7 if bright else 0.3
    )
    picture[:] = 1 - (1 - np.clip(picture, 0, 1)) * (1 - np.clip(halo, 0, 1))
    np.maximum(picture, shine, out=picture)


def street(frame: Frame, light: Light, picture: Plane, ground: int) -> None:
    """Wet asphalt: the smeared image of everything above, brighter in the puddles."""
    rows = frame.height - ground
    near = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    image = mirror(frame, picture, ground, calm=0.55)
    smeared = soften_colour(image, frame.unit * 0.006)
    puddle = step(0.42, 0.60, frame.noise(3, 540, octaves=4, flatten=3, rows=rows))
    asphalt = mix(deepen(light.sky[1], 0.35), deepen(light.sky[0], 0.5), near)
    wet = (0.50 + 0.40 * puddle) * (1 - 0.45 * near)
    picture[:, ground:] = mix(np.broadcast_to(asphalt, smeared.shape), smeared, wet)


def rain(frame: Frame, picture: Plane) -> Plane:
    rng = frame.rng(50)
    stencil = Stencil(frame.width, frame.height)
    for _ in range(int(330 * frame.wide * frame.high)):
        x, y = float(rng.random()) * frame.width, float(rng.random()) * frame.height
        fall = float(rng.uniform(0.02, 0.07)) * frame.unit
        stencil.line([(x, y), (x - fall * 0.12, y + fall)], 0.5, int(rng.integers(40, 130)))
    return screen(picture, rgb("#cfe0ff"), stencil.mask() * 0.5)


def walker(frame: Frame, picture: Plane, ground: float) -> None:
    """A figure under an umbrella, seen from behind."""
    unit = frame.unit
    x, foot, tall = (
        frame.width * float(frame.rng(60).uniform(0.4, 0.6)),
        (ground + 0.17 * min(1, frame.high)) * unit,
        0.27 * unit,
    )
    body = Stencil(frame.width, frame.height)
    body.ellipse((x, foot - tall * 0.62), tall * 0.055, tall * 0.065)
    body.polygon(
        [
            (x - tall * 0.10, foot - tall * 0.50),
            (x - tall * 0.05, foot - tall * 0.56),
            (x + tall * 0.05, foot - tall * 0.56),
            (x + tall * 0.10, foot - tall * 0.50),
            (x + tall * 0.145, foot - tall * 0.16),
            (x - tall * 0.145, foot - tall * 0.16),
        ]
    )
    for side in (-1, 1):
        body.line(
            [(x + side * tall * 0.05, foot - tall * 0.2), (x + side * tall * 0.055, foot)], tall * 0.055
        )
    body.line([(x + tall * 0.06, foot - tall * 0.4), (x + tall * 0.06, foot - tall * 0.98)], tall * 0.012)
    cover(picture, rgb("#07070d"), body.mask())
    red = frame.hues[0] if frame.hues else rgb("#d8262f")
    centre, radius = (x + tall * 0.06, foot - tall * 0.66), tall * 0.36
    for k in range(6):
        panel = Stencil(frame.width, frame.height)
        panel.polygon(panel_points(centre, radius, k))
        cover(picture, red * np.float32(0.55 + 0.45 * np.sin((k + 0.7) / 6 * np.pi)), panel.mask())


def panel_points(centre: tuple[float, float], radius: float, panel: int) -> list[tuple[float, float]]:
    """One of six gores of an open umbrella: from the tip to a scalloped hem."""
    tip = (centre[0], centre[1] - radius * 0.92)
    points = [tip]
    for side in (panel, panel + 1):
        edge = -1 + side / 3
        rib = [
            (centre[0] + radius * edge * np.sin(t), tip[1] + radius * 0.92 * (1 - np.cos(t)))
            for t in np.linspace(0.1, np.pi / 2, 9)
        ]
        if side == panel:
            points += rib
        else:
            sag = (points[-1][0] + rib[-1][0]) / 2, rib[-1][1] - radius * 0.07
            points += [sag, *reversed(rib)]
    return [(float(x), float(y)) for x, y in points]
