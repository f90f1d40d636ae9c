"""Files and rows cannot be written in one transaction, so file names are stored in the database before the files.

Orphaned files of a killed process are then found by name, without listing the storage. A file that a row names, or
still may name, is never deleted: a transaction that names it must find its pending name.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.core.files.storage import default_storage
from django.db.models import Q
from django.db.models.functions import Now

from studio.generations.models import Image, PendingFile, Upload
from studio.infra.jobs.periodic import each_row

GRACE = timedelta(days=1)
"""How long a file may wait for its row."""


def announce(names: Iterable[str], *, image: int | None = None) -> None:
    """Records the names; commit this before writing the files. May be repeated."""
    rows = [PendingFile(name=name, image_id=image) for name in names if name]
    PendingFile.objects.bulk_create(rows, ignore_conflicts=True)


def settle(names: Iterable[str]) -> bool:
    """Call it in the transaction whose row names the files; roll it back on False: a file may have been deleted."""
    wanted = list(names)
    settled, _rows = PendingFile.objects.filter(name__in=wanted).delete()
    return settled == len(wanted)


def discard(names: Iterable[str]) -> int:
    """Deletes files that were announced, unless a row names them; returns how many."""
    return each_row(PendingFile.objects.filter(name__in=[name for name in names if name]), _delete)


def remove_orphans() -> int:
    """Deletes files that no row ever named; returns how many."""
    return each_row(PendingFile.objects.filter(created__lt=Now() - GRACE), _delete)


def _delete(pending: PendingFile) -> bool:
    is_orphan = not _is_named(pending)
    if is_orphan:
        default_storage.delete(pending.name)
    pending.delete()
    return is_orphan


def _is_named(pending: PendingFile) -> bool:
    named = Q(file=pending.name) | Q(thumbnail=pending.name)
    if pending.image_id is not None:
        return Image.objects.filter(named, pk=pending.image_id).exists()
    return Upload.objects.filter(named).exists()
