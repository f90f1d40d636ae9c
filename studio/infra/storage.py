"""A file storage that writes files completely or not at all, even during a crash."""

import contextlib
import errno
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

COPY_BYTES = 1024 * 1024
PARTS = ".parts"


_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class StorageError(OSError):
    """The storage is unreachable, or refuses the request. A missing file is a FileNotFoundError instead."""


class StorageFullError(StorageError):
    """There is no room for the file."""


@contextlib.contextmanager
def _storage_errors() -> Iterator[None]:
    """Turns errors of the operating system into a StorageError."""
    try:
        yield
    except (FileNotFoundError, StorageError):
        raise
    except OSError as error:
        kind = StorageFullError if error.errno in _NO_ROOM else StorageError
        raise kind(str(error)) from error


@deconstructible(path="studio.infra.storage.DurableFileSystemStorage")
class DurableFileSystemStorage(FileSystemStorage):
    """Writes a temporary file on the same file system, syncs it, links it to the final name, syncs the folder.

    A full disk or a kill at any point leaves no file at the final name. If the name exists, a new one is chosen, as in
    Django's own storage. Content that is a file on this file system (`temporary_file_path()`) is moved, not copied.
    """

    def open(self, name: str, mode: str = "rb") -> File:
        with _storage_errors():
            return super().open(name, mode)

    def delete(self, name: str) -> None:
        with _storage_errors():
            super().delete(name)

    def size(self, name: str) -> int:
        with _storage_errors():
            return super().size(name)

    def _save(self, name: str, content: File) -> str:
        with _storage_errors():
            return self._save_atomically(name, content)

    def _save_atomically(self, name: str, content: File) -> str:
        target = Path(self.path(name))
        _make_folder(target.parent)
        temporary = self._write_part(content)
        try:
            while True:
                try:
                    os.link(temporary, target)
                    break
                except FileExistsError:
                    name = self.get_available_name(name)
                    target = Path(self.path(name))
        finally:
            temporary.unlink(missing_ok=True)
        _sync_folder(target.parent)
        return os.path.relpath(target, self.location).replace("\\", "/")

    def sweep_parts(self, *, older_than: float = 86_400) -> None:
        """Deletes temporary files of killed writers; `older_than` is in seconds."""
        for part in Path(self.path(PARTS)).glob("*"):
            with contextlib.suppress(FileNotFoundError):
                if part.stat().st_mtime < time.time() - older_than:
                    part.unlink()

    def _write_part(self, content: File) -> Path:
        """Writes and syncs the content under a unique temporary name."""
        folder = Path(self.path(PARTS))
        _make_folder(folder)
        descriptor, path = tempfile.mkstemp(dir=folder)
        temporary = Path(path)
        try:
            with os.fdopen(descriptor, "wb") as file:
                if not _move(content, temporary):
                    for chunk in content.chunks(COPY_BYTES):
                        file.write(chunk if isinstance(chunk, bytes) else chunk.encode())
                    file.flush()
                    os.fsync(file.fileno())
            os.chmod(temporary, self.file_permissions_mode or 0o644)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        return temporary


def _move(content: File, temporary: Path) -> bool:
    """Moves the content's own file to `temporary`; False when it has none, or it is on another file system."""
    if not hasattr(content, "temporary_file_path"):
        return False
    source = Path(content.temporary_file_path())
    try:
        with source.open("rb") as file:
            os.fsync(file.fileno())
        source.replace(temporary)
    except OSError as error:
        if error.errno == errno.EXDEV:
            return False
        raise
    return True


def _make_folder(folder: Path) -> None:
    """Like `mkdir -p`, and syncs every parent, so that new folders survive a power loss."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
