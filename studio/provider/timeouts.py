"""Time limits of a call, counted by events and not by bytes, so that endless comments time out too."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Clock:
    """Two deadlines at once: `overall` seconds from now, and `idle` seconds from the last `touch`."""

    def __init__(self, *, overall: float, idle: float) -> None:
        self._end = _now() + overall
        self._idle = idle
        self._timeout: asyncio.Timeout | None = None
        self.touch()

    def touch(self) -> None:
        """Restarts the idle time; also extends an active limit."""
        self._due = min(self._end, _now() + self._idle)
        if self._timeout:
            self._timeout.reschedule(self._due)

    def limit_to(self, seconds: float) -> None:
        """Limits the remaining time to this many seconds."""
        self._end = min(self._end, _now() + seconds)
        self.touch()

    @asynccontextmanager
    async def limit(self) -> AsyncIterator[None]:
        """Raises TimeoutError if the body of the `with` block does not finish in time."""
        async with asyncio.timeout_at(self._due) as self._timeout:
            try:
                yield
            finally:
                self._timeout = None


def _now() -> float:
    return asyncio.get_running_loop().time()
