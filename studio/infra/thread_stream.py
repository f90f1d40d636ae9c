"""Streams files that are generated while they are sent."""

import asyncio
import threading
from collections.abc import AsyncIterator, Generator
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection

# A slow client holds no thread and no connection, so a few threads serve any number of clients.
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="stream")


def stream_in_threads(pieces: Generator[bytes]) -> AsyncIterator[bytes]:
    """Generates the pieces in threads, with the context of the request, so that audit records refer to it."""
    return _stream(pieces, copy_context())


async def _stream(pieces: Generator[bytes], context: Context) -> AsyncIterator[bytes]:
    """Generates each piece in a thread. When the client disconnects, the work ends after at most one more piece."""
    loop, lock = asyncio.get_running_loop(), threading.Lock()

    def next_piece() -> bytes | None:
        try:
            with lock:
                return context.run(next, pieces, None)
        finally:
            connection.close()  # back to the pool

    def close_pieces() -> None:
        with lock:
            pieces.close()

    try:
        # The request's thread lives as long as the response: return its connection to the pool.
        await sync_to_async(close_old_connections)()
        while (piece := await loop.run_in_executor(_threads, next_piece)) is not None:
            yield piece
    finally:
        await loop.run_in_executor(_threads, close_pieces)
