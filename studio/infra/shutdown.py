"""`closing` is set when this process has been asked to stop, so that open streams end at once.

An `asyncio.Event` does not work here: it belongs to one event loop, and cannot be set from a signal handler.
"""

import asyncio
import contextlib


class ShutdownEvent:
    def __init__(self) -> None:
        self._set = False
        self._waiters: set[asyncio.Future[None]] = set()

    def is_set(self) -> bool:
        return self._set

    def set(self) -> None:
        """May be called from any thread and from a signal handler."""
        self._set = True
        for waiter in tuple(self._waiters):
            with contextlib.suppress(RuntimeError):  # its loop is closed, and with it the waiting task
                waiter.get_loop().call_soon_threadsafe(_release, waiter)

    def clear(self) -> None:
        self._set = False

    async def wait(self) -> None:
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            if not self._set:
                await waiter
        finally:
            self._waiters.discard(waiter)


def _release(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)


closing = ShutdownEvent()
