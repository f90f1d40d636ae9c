"""What reference pictures give to a painting: their colours, and themselves as prints laid on it."""

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from .noise import Plane

PAPER = (250, 248, 243)
LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)


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
    """Their main colours as (3, 1, 1) arrays: the most vivid first, the others from dark to light."""
    if not references:
        return ()
    strip = Image.new("RGB", (48 * len(references), 48))
    for place, reference in enumerate(references):
        strip.paste(small(reference, 96).resize((48, 48), Image.Resampling.NEAREST), (48 * place, 0))
    reduced = strip.quantize(3 * count, Image.Quantize.MAXCOVERAGE)
    table = np.array(reduced.getpalette(), np.float32).reshape(-1, 3)[: 3 * count] / 255
    shares = np.bincount(np.asarray(reduced).ravel(), minlength=len(table))[: len(table)] / (
        strip.width * strip.height
    )
    vividness = table.max(1) - table.min(1)
    # Vivid colours are what one remembers of a picture, however little room they take; specks do not count.
    weights = np.sqrt(shares) * (0.15 + vividness) * (shares > 0.004)
    chosen = [int(k) for k in np.argsort(-weights, kind="stable")[:count] if weights[k] > 0]
    rest = sorted(chosen[1:], key=lambda k: float(table[k] @ LUMINANCE))
    return tuple(table[k].reshape(3, 1, 1) for k in (chosen[0], *rest))


def lay_prints(picture: Image.Image, references: Sequence[Image.Image], seed: int) -> None:
    """Lay each reference as a small white-bordered print with a soft shadow along the lower part of `picture`."""
    if not references:
        return
    rng = np.random.default_rng(seed)
    count = len(references)
    rows, columns, cell = arrangement(count, picture.size)
    top = picture.height * 0.85 - cell * rows
    for place, reference in enumerate(references):
        row, column = divmod(place, columns)
        in_row = min(columns, count - row * columns)
        # A single print leaves the middle free.
        left = (picture.width - cell * in_row) / 2 if count > 1 else picture.width * 0.94 - cell
        centre = (left + cell * (column + 0.5), top + cell * (row + 0.5))
        lay(picture, small(reference, max(16, round(cell * 0.84))), centre, float(rng.uniform(-5, 5)))


def arrangement(count: int, size: tuple[int, int]) -> tuple[int, int, float]:
    """Rows, columns and the side of a place for `count` prints: whichever number of rows makes them largest."""

    def side(rows: int) -> float:
        return min(size[0] * 0.90 / -(-count // rows), size[1] * 0.50 / rows, min(size) * 0.42)

    rows = max(range(1, count + 1), key=lambda rows: (round(side(rows)), -rows))
    columns = -(-count // rows)
    return -(-count // columns), columns, side(rows)


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
