"""What reference pictures give to a painting: their colours, and themselves as prints laid on it."""

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from .noise import Plane

PAPER = (250, 248, 243)


def small(picture: Image.Image, side: int) -> Image.Image:
    """An upright RGB copy of at most `side` pixels; the original is not touched."""
    copy = (
        picture.copy()
        if picture.width * picture.height < 4_000_000
        else picture.reduce(max(1, max(picture.size) // (2 * side)))
    )
    copy = ImageOps.exif_transpose(copy)
    copy.thumbnail((side, side))
    if copy.mode in ("RGBA", "LA", "P"):
        layered = copy.convert("RGBA")
        copy = Image.new("RGB", layered.size, PAPER)
        copy.paste(layered, mask=layered.getchannel("A"))
    return copy.convert("RGB")


def palette(references: Sequence[Image.Image], count: int = 4) -> tuple[Plane, ...]:
    """Their main colours, dark to light, as (3, 1, 1) arrays."""
    if not references:
        return ()
    strip = Image.new("RGB", (48 * len(references), 48))
    for place, reference in enumerate(references):
        strip.paste(small(reference, 96).resize((48, 48)), (48 * place, 0))
    reduced = strip.quantize(count, Image.Quantize.MEDIANCUT).convert("RGB")
    found = sorted(
        reduced.getcolors(strip.width * strip.height) or [], key=lambda entry: brightness(entry[1])
    )
    return tuple(np.array(colour, np.float32).reshape(3, 1, 1) / 255 for _, colour in found)


def brightness(colour: object) -> float:
    """Of the bytes of an RGB colour."""
    red, green, blue = colour if isinstance(colour, tuple) else (0, 0, 0)
    return float(0.299 * red + 0.587 * green + 0.114 * blue)


def lay_prints(picture: Image.Image, references: Sequence[Image.Image], seed: int) -> None:
    """Lay each reference as a small white-bordered print with a soft shadow along the lower part of `picture`."""
    if not references:
        return
    rng = np.random.default_rng(seed)
    rows, columns = arrangement(len(references), picture.width / picture.height)
    cell = min(picture.width * 0.84 / columns, picture.height * 0.46 / rows, min(picture.size) * 0.36)
    left = (picture.width - cell * columns) / 2 if len(references) > 1 else picture.width * 0.93 - cell
    top = picture.height * 0.84 - cell * rows
    for place, reference in enumerate(references):
        row, column = divmod(place, columns)
        centre = (left + cell * (column + 0.5), top + cell * (row + 0.5))
        lay(picture, small(reference, max(16, round(cell * 0.80))), centre, float(rng.uniform(-5, 5)))


def arrangement(count: int, ratio: float) -> tuple[int, int]:
    """Rows and columns for `count` prints on a sheet of width / height `ratio`."""
    columns = max(1, min(count, math.ceil(math.sqrt(count * 1.9 * ratio))))
    return math.ceil(count / columns), columns


def lay(picture: Image.Image, content: Image.Image, centre: tuple[float, float], degrees: float) -> None:
    border = max(2, round(max(content.size) * 0.045))
    card = ImageOps.expand(content, border, PAPER)
    shape = Image.new("L", card.size, 255)
    turned = card.rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    mask = shape.rotate(degrees, Image.Resampling.BICUBIC, expand=True)
    soft = border * 1.6
    pad = math.ceil(soft * 3)
    shadow = ImageOps.expand(mask, pad, 0).filter(ImageFilter.GaussianBlur(soft)).point(lambda v: v * 0.5)
    x, y = round(centre[0] - turned.width / 2), round(centre[1] - turned.height / 2)
    picture.paste((10, 12, 18), (x - pad + border // 2, y - pad + border), shadow)
    picture.paste(turned, (x, y), mask)
