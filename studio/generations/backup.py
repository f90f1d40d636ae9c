"""A backup in a folder: the database as one moment saw it, the files that it names, the installation's key.

The files are copied after the moment of the dump. They never change and new ones have new names, so the copy has
all that the dump names. Only files that were deleted in between may be missing, and are reported.
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
class Copied:
    """How many files were copied, and the names of those that are not in the storage."""

    count: int
    missing: list[str]


def save(folder: Path, *, with_files: bool) -> Copied:
    """Into a new folder, or one that an earlier backup filled: what is there already is not copied again."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()) and not (folder / DUMP).exists():
        raise BackupError(f"{folder} is neither empty nor a backup; name another folder.")
    _save_database(folder)
    key = settings.DATA_DIR / KEY
    if key.exists():
        write(folder / KEY, key.read_text())
    return _copy(names(folder), folder / FILES) if with_files else Copied(count=0, missing=[])


@transaction.atomic
def _save_database(folder: Path) -> None:
    """The dump and the list of files are of the same moment."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
    pg_dump.dump(folder / DUMP, snapshot=snapshot)
    with (folder / NAMES).open("w") as lines:
        lines.writelines(f"{json.dumps(file.name)}\n" for file in stored_files())
    record(Action.BACKED_UP, actor=None, target_name=str(folder.absolute()))


def names(folder: Path) -> Iterator[str]:
    """Of the files that the backup's database names."""
    with (folder / NAMES).open() as lines:
        for line in lines:
            yield json.loads(line)


def _copy(names: Iterable[str], into: Path) -> Copied:
    count, missing = 0, []
    for name in names:
        target = into / name
        try:
            if target.exists() and target.stat().st_size == default_storage.size(name):
                continue
            with default_storage.open(name) as source:
                _write(source, target)
        except FileNotFoundError:
            missing.append(name)
        else:
            count += 1
    return Copied(count=count, missing=missing)


def _write(source: File, target: Path) -> None:
    """Whole or absent."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    with part.open("wb") as file:
        shutil.copyfileobj(source, file)
    part.replace(target)
