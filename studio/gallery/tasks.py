"""The gallery's jobs."""

import logging

from django.db import InterfaceError, OperationalError
from procrastinate.contrib.django import app

log = logging.getLogger(__name__)


@app.task(name="studio.bulk", queue="gallery")
async def carry_bulk(*, bulk: int) -> None:
    """Carries one bulk action to its end, going on where it was. A second delivery finds nothing left to do."""
    from studio.gallery.bulk import fail, step
    from studio.generations.runtime import in_database

    try:
        while await in_database(step, bulk):
            pass
    except (OperationalError, InterfaceError):
        raise  # the database was away for long: the sweep queues it anew
    except Exception:
        log.exception("Bulk action %d cannot go on", bulk)
        await in_database(fail, bulk)
