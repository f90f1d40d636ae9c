"""Pictures like the service's results: painted, with a faint grain so that the files are as large as there."""

from pathlib import Path

from PIL import Image as Pillow
from PIL import ImageChops

from studio.sandbox.painter import paint

GRAIN = 11.0
"""Of 256 levels; makes a 4096 x 4096 JPEG of about 11.6 MB."""

SIDES = {"2k": 2048, "4k": 4096}
SMALL = 8
"""How many times smaller the sides are in the small form."""


def prepare(folder: Path, *, small: bool = False) -> dict[str, Path]:
    """Writes 2k.jpg and 4k.jpg; returns them by name."""
    sides = {name: side // SMALL if small else side for name, side in SIDES.items()}
    painted = sides["2k"]
    folder.mkdir()
    drawn = folder / "drawn.jpg"
    drawn.write_bytes(paint("A courtyard at noon", painted, painted, index=0, references=[], watermark=False))
    with Pillow.open(drawn) as picture:
        made = {name: _grainy(picture, side, folder / f"{name}.jpg") for name, side in sides.items()}
    drawn.unlink()
    return made


def _grainy(picture: Pillow.Image, side: int, path: Path) -> Path:
    grain = Pillow.merge("RGB", [Pillow.effect_noise((side, side), GRAIN)] * 3)
    ImageChops.add(picture.resize((side, side)).convert("RGB"), grain, 1, -128).save(path, quality=98)
    return path
