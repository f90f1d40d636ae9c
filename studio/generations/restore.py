"""Restores a backup into an empty database and storage, unless asked to replace what is there."""

from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from studio.audit.actions import Action
from studio.audit.record import record
from studio.generations.backup import DUMP, FILES, KEY, BackupError, names
from studio.generations.execution import transitions
from studio.generations.models import Generation
from studio.generations.states import IN_PROGRESS, RunState
from studio.infra.deploy import pg_dump
from studio.infra.deploy.data_dir import write
from studio.infra.storage import DurableFileSystemStorage

LOST_CALL = "The studio was restored from a backup that was made before this call ended."


def load(folder: Path, *, with_files: bool, replace: bool) -> None:
    """Restores database, key and files that the backup has. Raises BackupError before anything is changed."""
    if not (folder / DUMP).exists():
        raise BackupError(f"{folder} holds no backup: {DUMP} is missing.")
    _check_target(with_files=with_files, replace=replace)
    if replace:
        pg_dump.clear()
    pg_dump.restore(folder / DUMP)
    if (folder / KEY).exists():
        write(settings.DATA_DIR / KEY, (folder / KEY).read_text())
    if with_files:
        _load_files(folder)


def _check_target(*, with_files: bool, replace: bool) -> None:
    if not replace and not pg_dump.is_empty():
        raise BackupError("The database is not empty. Restore into an empty one, or add --replace.")
    if with_files and (existing := _existing_entries()):
        if not replace:
            raise BackupError("The storage is not empty. Restore into an empty one, or add --replace.")
        if not isinstance(default_storage, DurableFileSystemStorage):
            raise BackupError("The bucket is not empty. Empty it under this prefix, or add --no-files.")
        _move_aside(Path(default_storage.location), existing)


def _existing_entries() -> list[str]:
    """The top-level entries of the storage, without hidden ones."""
    try:
        folders, files = default_storage.listdir("")
    except FileNotFoundError:
        return []
    return [name for name in (*folders, *files) if not name.startswith(".")]


def _move_aside(folder: Path, entries: list[str]) -> None:
    """Moves the replaced files to a hidden folder in the same place, where they stay until somebody deletes them."""
    aside = folder / f".replaced-{timezone.now():%Y%m%d-%H%M%S}"
    aside.mkdir()
    for name in entries:
        (folder / name).rename(aside / name)


def _load_files(folder: Path) -> None:
    for name in names(folder):
        # Files deleted during the backup are not in it; verify_files reports them.
        with suppress(FileNotFoundError), (folder / FILES / name).open("rb") as file:
            saved = default_storage.save(name, File(file))
            if saved != name:
                raise BackupError(f"The storage has kept {name} as {saved}; restore into an empty one.")


@transaction.atomic
def end_open_runs(folder: Path) -> int:
    """Marks queued and open runs as unknown: they may have been sent after the backup, so none is sent again."""
    Generation.objects.filter(state=RunState.QUEUED).update(
        state=RunState.SENDING, sent_at=Now(), not_before=None, attempts=F("attempts") + 1, updated=Now()
    )
    record(Action.RESTORED, actor=None, target_name=str(folder.absolute()))
    runs = list(Generation.objects.filter(state__in=IN_PROGRESS).values_list("pk", flat=True))
    for run in runs:
        transitions.unknown(run, code="interrupted", message=LOST_CALL)
    return len(runs)
