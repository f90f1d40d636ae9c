"""Runs of other days."""

from datetime import date
from typing import Any

from studio.accounts.models import User
from studio.generations.models import Generation
from tests.generations.finished_runs import finished_run


def finished_on(day: date, owner: User, images: int, **changes: Any) -> Generation:
    """A finished run of that day."""
    run = finished_run(owner, images, **changes)
    Generation.objects.filter(pk=run.pk).update(day=day)
    return Generation.objects.get(pk=run.pk)
