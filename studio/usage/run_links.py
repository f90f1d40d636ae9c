"""Links from usage rows to their runs."""

from django.urls import reverse

from studio.accounts.models import User
from studio.generations.models import Generation


def may_open(run: Generation, reader: User) -> bool:
    """Whether the reader may open a run listed for them: not other people's private runs, nor deleted ones."""
    return run.deleted_at is None and (run.team_id is not None or run.owner_id == reader.pk)


def run_url(run: Generation, reader: User) -> str:
    """The run's page; else, for staff, its page in the admin, which records each view; else ""."""
    if may_open(run, reader):
        return run.get_absolute_url()
    return reverse("admin:generations_generation_change", args=[run.pk]) if reader.is_staff else ""
