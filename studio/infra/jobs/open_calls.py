"""The open calls of this process: how many, until when, and how to abandon them."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


class OpenCalls:
    """Each call is a task that records its outcome, also when it is cancelled."""

    def __init__(self) -> None:
        self._deadlines: dict[asyncio.Task[object], float] = {}

    def __len__(self) -> int:
        return len(self._deadlines)

    @property
    def until(self) -> datetime:
        """When the last of them must have ended at the latest."""
        return datetime.fromtimestamp(max(self._deadlines.values(), default=time.time()), UTC)

    @contextmanager
    def tracked(self, *, seconds: float) -> Iterator[None]:
        """Tracks the current task as a call that may take this many seconds."""
        task = asyncio.current_task()
        assert task
        self._deadlines[task] = time.time() + seconds
        try:
            yield
        finally:
            del self._deadlines[task]

    async def abandon(self, *, seconds: float) -> None:
        """Cancels all calls, and waits up to `seconds` for them to record it."""
        tasks = list(self._deadlines)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)


open_calls = OpenCalls()
