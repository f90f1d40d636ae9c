"""Sample images like the service's results: painted, with faint grain so that the files are as large as real ones."""

from pathlib import Path

from PIL import Image as Pillow
from PIL import ImageChops

from studio.sandbox.painter import paint

GRAIN = 11.0
"""Standard deviation, of 256 levels; makes a 4096 x 4096 JPEG of about 11.6 MB."""

SIDES = {"2k": 2048, "4k": 4096}
SMALL_DIVISOR = 8
"""Divides the sides in the small form."""


def prepare(folder: Path, *, small: bool = False) -> dict[str, Path]:
    """Writes 2k.jpg and 4k.jpg; returns their paths by name."""
    sides = {name: side // SMALL_DIVISOR if small else side for name, side in SIDES.items()}
    side_2k = sides["2k"]
    folder.mkdir()
    painting = folder / "painting.jpg"
    painting.write_bytes(
        paint("A courtyard at noon", side_2k, side_2k, index=0, references=[], watermark=False)
    )
    with Pillow.open(painting) as image:
        paths = {name: _save_with_grain(image, side, folder / f"{name}.jpg") for name, side in sides.items()}
    painting.unlink()
    return paths


def _save_with_grain(image: Pillow.Image, side: int, path: Path) -> Path:
    grain = Pillow.merge("RGB", [Pillow.effect_noise((side, side), GRAIN)] * 3)
    ImageChops.add(image.resize((side, side)).convert("RGB"), grain, 1, -128).save(path, quality=98)
    return path
