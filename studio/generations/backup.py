"""A backup in a folder: a consistent snapshot of the database, the files it references, and the installation's key.

The files are copied after the dump. Files never change and new ones have new names, so the copy contains all that the
dump references. Only files deleted in between may be missing; they are reported.
"""

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction

from studio.audit.actions import Action
from studio.audit.record import record
from studio.generations.files.stored_files import stored_files
from studio.infra.deploy import pg_dump
from studio.infra.deploy.data_dir import write

DUMP, NAMES, FILES, KEY = "database.dump", "files.txt", "files", "secret_key"


class BackupError(Exception):
    """Nothing was backed up or restored; the message is a sentence for the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyResult:
    """How many files were copied, and the names of those that are not in the storage."""

    count: int
    missing: list[str]


def save(folder: Path, *, with_files: bool) -> CopyResult:
    """Saves into a new folder, or updates an earlier backup: files that it already has are not copied again."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()) and not (folder / DUMP).exists():
        raise BackupError(f"{folder} is neither empty nor a backup; name another folder.")
    _save_database(folder)
    key = settings.DATA_DIR / KEY
    if key.exists():
        write(folder / KEY, key.read_text())
    return _copy_files(names(folder), folder / FILES) if with_files else CopyResult(count=0, missing=[])


@transaction.atomic
def _save_database(folder: Path) -> None:
    """Writes the dump and the list of files from the same snapshot."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
    pg_dump.dump(folder / DUMP, snapshot=snapshot)
    with (folder / NAMES).open("w") as lines:
        lines.writelines(f"{json.dumps(file.name)}\n" for file in stored_files())
    record(Action.BACKED_UP, actor=None, target_name=str(folder.absolute()))


def names(folder: Path) -> Iterator[str]:
    """The names of the files that the backup's database references."""
    with (folder / NAMES).open() as lines:
        for line in lines:
            yield json.loads(line)


def _copy_files(names: Iterable[str], into: Path) -> CopyResult:
    count, missing = 0, []
    for name in names:
        target = into / name
        try:
            if target.exists() and target.stat().st_size == default_storage.size(name):
                continue
            with default_storage.open(name) as source:
                _write_atomically(source, target)
        except FileNotFoundError:
            missing.append(name)
        else:
            count += 1
    return CopyResult(count=count, missing=missing)


def _write_atomically(source: File, target: Path) -> None:
    """Writes the file completely or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    with part.open("wb") as file:
        shutil.copyfileobj(source, file)
    part.replace(target)
