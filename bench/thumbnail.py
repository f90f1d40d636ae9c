"""P6: the thumbnail of a 4096 x 4096 result, against a minimal decode and encode, and against pyvips if installed."""

import importlib
import importlib.util
import io
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image as Pillow

from bench.environment import BenchEnvironment
from bench.rows import Row
from studio.generations.media.thumbnails import THUMBNAIL, shrink

TIMES = 9


def run(environment: BenchEnvironment, *, times: int = TIMES) -> list[Row]:
    path = environment.sample_images["4k"]
    ours, baseline = _interleaved_medians(
        lambda: shrink(str(path), THUMBNAIL), lambda: _decode_resize_encode(path), times
    )
    rows = [Row.compare("P6 thumbnail of 4096² : scaled decode + encode alone", ours, baseline, goal=1.6)]
    if importlib.util.find_spec("pyvips"):
        ours, vips = _interleaved_medians(lambda: shrink(str(path), THUMBNAIL), _vips_thumbnail(path), times)
        rows.append(Row.compare("P6 thumbnail of 4096² : pyvips", ours, vips, goal=1.1))
    return rows


def cpu_milliseconds(operation: Callable[[], object]) -> float:
    """CPU time of this process for one call, so other processes do not count."""
    started = time.process_time()
    operation()
    return (time.process_time() - started) * 1000


def _interleaved_medians(
    ours: Callable[[], object], other: Callable[[], object], times: int
) -> tuple[float, float]:
    """Medians of both, alternating."""
    ours(), other()
    pairs = [(cpu_milliseconds(ours), cpu_milliseconds(other)) for _ in range(times)]
    first, second = zip(*pairs, strict=True)
    return statistics.median(first), statistics.median(second)


def _decode_resize_encode(path: Path) -> None:
    """Decodes at the smallest sufficient scale, resizes with the default filter, encodes."""
    with Pillow.open(path) as image:
        image.draft("RGB", (THUMBNAIL, THUMBNAIL))
        image.resize((THUMBNAIL, THUMBNAIL)).save(io.BytesIO(), format="WEBP", quality=80, method=2)


def _vips_thumbnail(path: Path) -> Callable[[], object]:
    vips = importlib.import_module("pyvips")

    def make_thumbnail() -> object:
        return vips.Image.thumbnail(str(path), THUMBNAIL).webpsave_buffer(Q=80, effort=2)

    return make_thumbnail
