"""Threads for what a request does in the database and in the storage: a client that waits holds none."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from asgiref.sync import sync_to_async
from django.db import connection
from django.utils import translation

_database = ThreadPoolExecutor(max_workers=4, thread_name_prefix="api")
# A picture waits for its turn to be decoded; who brings none does not wait behind it.
_references = ThreadPoolExecutor(max_workers=4, thread_name_prefix="api-references")


async def in_database[**Arguments, Result](
    work: Callable[Arguments, Result], /, *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """Calls `work` in a thread, in English, and gives the connection back to the pool."""
    return await _run(_database, work, *args, **kwargs)


async def with_references[**Arguments, Result](
    work: Callable[Arguments, Result], /, *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """The same, for what decodes and stores pictures."""
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
        # A thread cannot be cancelled: what it does in the database ends before its request does.
        with suppress(Exception):
            await running
        raise
