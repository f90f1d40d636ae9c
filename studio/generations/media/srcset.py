"""The `srcset` and `sizes` attributes of images."""

import math

from studio.generations.media.thumbnails import COPIES
from studio.provider.sizes import Size

LAYOUT_SLACK = 1.05
"""On a dense screen Chromium uses the smaller of two files up to the geometric mean of their widths, 1.4 times too
small. Each file is therefore listed a second time, just above the one before it, so that it is used when needed."""

ROW_HEIGHT = 220  # px; the approximate height of a row of the gallery
FILMSTRIP_HEIGHT = 60  # px; the height of the other images of a run on the image page, as in image.css
SINGLE_IMAGE_HEIGHT = 24  # rem; the maximum height of a run's only image, as in tiles.css
COLUMN_WIDTHS = {
    "square": 15,
    "portrait": 12,
    "landscape": 19,
}  # rem; the width of the columns of a run's tiles


def srcset(size: Size, folder: str) -> str:
    """The copies of an image in `folder`; the original only when it is larger than the largest copy."""
    longer, width, listed = max(size.width, size.height), 0, []
    for variant, side in {**COPIES, "original": longer}.items():
        least = math.ceil(width * LAYOUT_SLACK)
        width = max(1, round(size.width * min(side, longer) / longer))
        listed += [f"{folder}{variant} {at}w" for at in (least, width) if 0 < at <= width]
        if side >= longer:
            break
    return ", ".join(listed)


def tile_sizes(*, images: int, shape: str, ar: float) -> str:
    """The width of a run's tile before the layout is known; afterwards the browser uses the layout's."""
    if images == 1:
        return f"min(100vw - 3rem, {SINGLE_IMAGE_HEIGHT * ar:.4g}rem)"
    if shape not in COLUMN_WIDTHS:
        return "min(100vw - 3rem, 32rem)"
    return f"(width <= 45rem) 45vw, {COLUMN_WIDTHS[shape]}rem"


def row_sizes(ar: float, height: float) -> str:
    """The approximate width of an image in a row of this height, before the layout is known."""
    return f"{math.ceil(ar * height)}px"


def stage_sizes(ar: float) -> str:
    """The width of the image on its page before the layout is known: it fits beside the side panel."""
    return f"(width <= 60rem) calc(100vw - 1.5rem), min(100vw - 26.5rem, (100vh - 14.5rem) * {ar:.4g})"
