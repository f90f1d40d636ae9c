"""Which files a page offers for a picture, and how wide its place is: `srcset` and `sizes`."""

import math

from studio.generations.media.thumbnails import COPIES
from studio.provider.sizes import Size

LAYOUT_SLACK = 1.05
"""On a dense screen Chromium keeps the smaller of two files up to the geometric mean of their widths, 1.4 times too
small. Each file is therefore listed a second time, just above the one before it: it is taken once it is needed."""

ROW = 220  # px; how high a row of the gallery is about
FILMSTRIP = 60  # px; how high the images beside the one on its page are, as image.css says
ONE = 24  # rem; how high a run's only image is at most, as tiles.css says
COLUMNS = {"square": 15, "portrait": 12, "landscape": 19}  # rem; how wide the columns of a run's tiles become


def srcset(size: Size, folder: str) -> str:
    """The copies in `folder` that a picture has; the original only beyond the largest of them."""
    longer, width, listed = max(size.width, size.height), 0, []
    for variant, side in {**COPIES, "original": longer}.items():
        sooner = math.ceil(width * LAYOUT_SLACK)
        width = max(1, round(size.width * min(side, longer) / longer))
        listed += [f"{folder}{variant} {at}w" for at in (sooner, width) if 0 < at <= width]
        if side >= longer:
            break
    return ", ".join(listed)


def tile_sizes(*, images: int, shape: str, ar: float) -> str:
    """How wide a tile of a run is before there is a layout, whose width the browser takes from then on."""
    if images == 1:
        return f"min(100vw - 3rem, {ONE * ar:.4g}rem)"
    if shape not in COLUMNS:
        return "min(100vw - 3rem, 32rem)"
    return f"(width <= 45rem) 45vw, {COLUMNS[shape]}rem"


def row_sizes(ar: float, height: float) -> str:
    """How wide an image is in a row of this height, as far as that is known before there is a layout."""
    return f"{math.ceil(ar * height)}px"


def stage_sizes(ar: float) -> str:
    """How wide the image of an image page is before its layout is known: it fits into what the side leaves."""
    return f"(width <= 60rem) calc(100vw - 1.5rem), min(100vw - 26.5rem, (100vh - 14.5rem) * {ar:.4g})"
