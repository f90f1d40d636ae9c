"""The calls under way in this process: how many, until when, and how to give them up."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


class OpenCalls:
    """Each call is a task that writes down how it ended, also when it is cancelled."""

    def __init__(self) -> None:
        self._deadlines: dict[asyncio.Task[object], float] = {}

    def __len__(self) -> int:
        return len(self._deadlines)

    @property
    def until(self) -> datetime:
        """When the last of them must have ended."""
        return datetime.fromtimestamp(max(self._deadlines.values(), default=time.time()), UTC)

    @contextmanager
    def tracked(self, *, seconds: float) -> Iterator[None]:
        """The current task is a call that may take so many seconds."""
        task = asyncio.current_task()
        assert task
        self._deadlines[task] = time.time() + seconds
        try:
            yield
        finally:
            del self._deadlines[task]

    async def abandon(self, *, seconds: float) -> None:
        """Cancel all, and give them so many seconds to write it down."""
        tasks = list(self._deadlines)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)


open_calls = OpenCalls()
