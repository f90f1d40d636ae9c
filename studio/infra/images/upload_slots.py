"""Decodes what people upload: for a few people at a time, and for each of them one image."""

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


# One image each: nothing of one person's can reach another's, and all memory goes back at once.
_processes = ImageProcesses(jobs=1)
_changed = threading.Condition()
_people: set[int] = set()


def decode(
    function: str, file: IO[bytes], *, person: int, **options: Any
) -> tuple[dict[str, Any], list[bytes]]:
    """Calls `package.module:function` in a process of its own. Raises ImageRejected or Busy."""
    with taken_by(person):
        return _processes.run(function, file, **options)


@contextmanager
def taken_by(person: int, *, timeout: float | None = None) -> Iterator[None]:
    """Holds one of the slots; waits for it, without a connection to the database, and raises Busy when in vain."""
    if not connection.in_atomic_block:
        connection.close()  # back into the pool, of which those who wait would take all
    with _changed:
        if not _changed.wait_for(lambda: _is_free_for(person), SLOT_TIMEOUT if timeout is None else timeout):
            raise TooManyUploads
        _people.add(person)
    try:
        yield
    finally:
        with _changed:
            _people.discard(person)
            _changed.notify_all()


def _is_free_for(person: int) -> bool:
    return person not in _people and len(_people) < SLOTS
