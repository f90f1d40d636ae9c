"""How the provider's benchmarks measure: the median of runs that take turns, and the most memory at once."""

import statistics
import time
import tracemalloc
from collections.abc import Awaitable, Callable


async def side_by_side(
    ours: Callable[[], Awaitable[object]], limit: Callable[[], Awaitable[object]], *, runs: int = 5
) -> tuple[float, float]:
    """The median times of two works that take turns, so that a busy machine is as busy for both."""
    await ours()
    await limit()
    pairs = [(await _once(ours), await _once(limit)) for _ in range(runs)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


async def _once(work: Callable[[], Awaitable[object]]) -> float:
    started = time.perf_counter()
    await work()
    return (time.perf_counter() - started) * 1000


async def megabytes(work: Callable[[], Awaitable[object]]) -> float:
    """The most that Python held at once during `work`, above what it held before."""
    tracemalloc.start()
    try:
        await work()
        return tracemalloc.get_traced_memory()[1] / 1024**2
    finally:
        tracemalloc.stop()
