"""Decodes uploaded images: for a few people at a time, and one image per person."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.db import connection

from studio.infra.images.image_process import ImageProcesses

SLOTS = max(2, os.cpu_count() or 1)
"""At least two, so that one person cannot block everybody's uploads."""
SLOT_TIMEOUT = 30.0  # seconds


class TooManyUploads(Exception):
    """No slot became free in time; nothing was done, and the same request may be sent again."""


# One image per process: no data of one person can reach another, and all memory is freed at once.
_processes = ImageProcesses(jobs=1)
_slots_changed = threading.Condition()
_people: set[int] = set()


def decode(
    function: str, file: IO[bytes], *, person: int, **options: Any
) -> tuple[dict[str, Any], list[bytes]]:
    """Calls `package.module:function` in a separate process. Raises ImageRejected or TooManyUploads."""
    with taken_by(person):
        return _processes.run(function, file, **options)


@contextmanager
def taken_by(person: int, *, timeout: float | None = None) -> Iterator[None]:
    """Holds one of the slots; waits without a database connection, and raises TooManyUploads after the timeout."""
    if not connection.in_atomic_block:
        connection.close()  # waiting requests must not use up the connection pool
    with _slots_changed:
        if not _slots_changed.wait_for(
            lambda: _is_free_for(person), SLOT_TIMEOUT if timeout is None else timeout
        ):
            raise TooManyUploads
        _people.add(person)
    try:
        yield
    finally:
        with _slots_changed:
            _people.discard(person)
            _slots_changed.notify_all()


def _is_free_for(person: int) -> bool:
    return person not in _people and len(_people) < SLOTS
