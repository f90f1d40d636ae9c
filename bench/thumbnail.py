"""P6: the thumbnail of a 4096 x 4096 result, against the least that any code must do, and pyvips where there is one."""

import importlib
import importlib.util
import io
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image as Pillow

from bench.place import Place
from bench.rows import Row
from studio.generations.media.thumbnails import THUMBNAIL, shrink

TIMES = 9


def run(place: Place, *, times: int = TIMES) -> list[Row]:
    path = place.pictures["4k"]
    ours, least = _side_by_side(lambda: shrink(str(path), THUMBNAIL), lambda: _least(path), times)
    rows = [Row.compare("P6 thumbnail of 4096² : scaled decode + encode alone", ours, least, goal=1.6)]
    if importlib.util.find_spec("pyvips"):
        ours, vips = _side_by_side(lambda: shrink(str(path), THUMBNAIL), _vips(path), times)
        rows.append(Row.compare("P6 thumbnail of 4096² : pyvips", ours, vips, goal=1.1))
    return rows


def milliseconds(work: Callable[[], object]) -> float:
    """CPU of this process for one call: what others do meanwhile does not count."""
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def _side_by_side(ours: Callable[[], object], other: Callable[[], object], times: int) -> tuple[float, float]:
    """Medians of both, in turns."""
    ours(), other()
    pairs = [(milliseconds(ours), milliseconds(other)) for _ in range(times)]
    first, second = zip(*pairs, strict=True)
    return statistics.median(first), statistics.median(second)


def _least(path: Path) -> None:
    """Decoded at the smallest scale that is large enough, resized the plain way, encoded."""
    with Pillow.open(path) as picture:
        picture.draft("RGB", (THUMBNAIL, THUMBNAIL))
        picture.resize((THUMBNAIL, THUMBNAIL)).save(io.BytesIO(), format="WEBP", quality=80, method=2)


def _vips(path: Path) -> Callable[[], object]:
    vips = importlib.import_module("pyvips")

    def shrunk() -> object:
        return vips.Image.thumbnail(str(path), THUMBNAIL).webpsave_buffer(Q=80, effort=2)

    return shrunk
