"""Thread pools for database and storage work of a request: a waiting client holds no thread."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from asgiref.sync import sync_to_async
from django.db import connection
from django.utils import translation

_database = ThreadPoolExecutor(max_workers=4, thread_name_prefix="api")
# Images queue for decoding; requests without references must not wait behind them.
_references = ThreadPoolExecutor(max_workers=4, thread_name_prefix="api-references")


async def in_database[**Arguments, Result](
    work: Callable[Arguments, Result], /, *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """Calls `work` in a thread, in English, and returns the connection to the pool."""
    return await _run(_database, work, *args, **kwargs)


async def in_reference_thread[**Arguments, Result](
    work: Callable[Arguments, Result], /, *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """Like `in_database`, for decoding and storing images."""
    return await _run(_references, work, *args, **kwargs)


async def _run[**Arguments, Result](
    threads: ThreadPoolExecutor,
    work: Callable[Arguments, Result],
    /,
    *args: Arguments.args,
    **kwargs: Arguments.kwargs,
) -> Result:
    def step() -> Result:
        try:
            with translation.override("en"):
                return work(*args, **kwargs)
        finally:
            connection.close()

    running = asyncio.ensure_future(sync_to_async(step, thread_sensitive=False, executor=threads)())
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        # A thread cannot be cancelled: its database work must end before the request does.
        with suppress(Exception):
            await running
        raise
