"""Where a run is looked at whose numbers somebody sees."""

from django.urls import reverse

from studio.accounts.models import User
from studio.generations.models import Generation


def may_open(run: Generation, reader: User) -> bool:
    """Of a run that is listed for the reader: another's private run stays closed, and so does a deleted one."""
    return run.deleted_at is None and (run.team_id is not None or run.owner_id == reader.pk)


def run_url(run: Generation, reader: User) -> str:
    """Its page; else the ledger, which records each look, for who may enter it; else nothing."""
    if may_open(run, reader):
        return run.get_absolute_url()
    return reverse("admin:generations_generation_change", args=[run.pk]) if reader.is_staff else ""
