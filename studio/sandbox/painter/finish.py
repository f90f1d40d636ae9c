"""From the internal sheet to the delivered file: full size, grain, JPEG."""

import io
import math

import numpy as np
from PIL import Image

INTERNAL_PIXELS = 1_250_000
GRAIN_TILE = 512
GRAIN_STRENGTH = 3.2
STRIP = 256
QUALITY = 88


def internal_size(width: int, height: int) -> tuple[int, int]:
    """The size painted at: of the same ratio, never more than the picture itself."""
    scale = min(1.0, math.sqrt(INTERNAL_PIXELS / (width * height)))
    return max(16, round(width * scale)), max(16, round(height * scale))


def enlarge(picture: Image.Image, width: int, height: int) -> Image.Image:
    return (
        picture
        if picture.size == (width, height)
        else picture.resize((width, height), Image.Resampling.BICUBIC)
    )


def grain(picture: Image.Image, seed: int) -> Image.Image:
    """Film grain, added in strips so that a 16-megapixel picture needs no second copy in wider numbers."""
    rng = np.random.default_rng(seed)
    tile = np.round(rng.normal(0, GRAIN_STRENGTH, (GRAIN_TILE, GRAIN_TILE, 1))).astype(np.int16)
    pixels = np.array(picture)
    across = -(-pixels.shape[1] // GRAIN_TILE)
    wide = np.tile(tile, (1, across, 1))[: STRIP * 2, : pixels.shape[1]]
    for top in range(0, pixels.shape[0], STRIP):
        strip = pixels[top : top + STRIP]
        shift = int(rng.integers(0, GRAIN_TILE - STRIP))
        noisy = strip + np.roll(wide[shift : shift + len(strip)], int(rng.integers(0, GRAIN_TILE)), 1)
        np.clip(noisy, 0, 255, out=noisy)
        strip[:] = noisy
    return Image.fromarray(pixels)


def jpeg(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY, subsampling="4:2:0")
    return buffer.getvalue()
