"""Files that are made while they are sent."""

import asyncio
import threading
from collections.abc import AsyncIterator, Generator
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection

# A slow reader keeps no thread and no connection: a few of them serve any number.
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="stream")


def stream_in_threads(pieces: Generator[bytes]) -> AsyncIterator[bytes]:
    """The pieces, made in threads. What is recorded on the way names the request that asks for them."""
    return _stream(pieces, copy_context())


async def _stream(pieces: Generator[bytes], context: Context) -> AsyncIterator[bytes]:
    """The pieces, each made in a thread. Whoever hangs up ends the work: after at most one more piece."""
    loop, turn = asyncio.get_running_loop(), threading.Lock()

    def step() -> bytes | None:
        try:
            with turn:
                return context.run(next, pieces, None)
        finally:
            connection.close()  # back to the pool

    def end() -> None:
        with turn:
            pieces.close()

    try:
        # The request's own thread lives as long as the answer: its connection goes back to the pool.
        await sync_to_async(close_old_connections)()
        while (piece := await loop.run_in_executor(_threads, step)) is not None:
            yield piece
    finally:
        await loop.run_in_executor(_threads, end)
