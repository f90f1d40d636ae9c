"""Helpers of the provider's benchmarks: medians of interleaved runs, and peak memory of Python."""

import statistics
import time
import tracemalloc
from collections.abc import Awaitable, Callable


async def interleaved_medians(
    ours: Callable[[], Awaitable[object]], baseline: Callable[[], Awaitable[object]], *, runs: int = 5
) -> tuple[float, float]:
    """Median milliseconds of two operations that alternate, so that other load affects both equally."""
    await ours()
    await baseline()
    pairs = [(await _time_once(ours), await _time_once(baseline)) for _ in range(runs)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


async def _time_once(operation: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await operation()
    return (time.perf_counter() - started) * 1000


async def peak_megabytes(operation: Callable[[], Awaitable[object]]) -> float:
    """Peak memory that Python allocated during `operation`."""
    tracemalloc.start()
    try:
        await operation()
        return tracemalloc.get_traced_memory()[1] / 1024**2
    finally:
        tracemalloc.stop()
