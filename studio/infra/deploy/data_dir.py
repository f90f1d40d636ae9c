"""The data folder (`STUDIO_DATA`) and its contents. Imported by the settings, so no Django here.

secret_key      made on the first start, readable by the owner only
database_url    exists only while the embedded PostgreSQL runs, written by the supervisor
lock            held by the supervisor, so that two never share a folder
postgres/       the embedded server's cluster
files/          uploads, images, thumbnails
"""

import fcntl
import os
import secrets
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class DataFolderError(Exception):
    """The folder or the configured storage cannot be used; the message is a sentence for the operator."""


def location() -> Path:
    """The path of the folder, for code that runs before the settings can be read."""
    return Path(os.environ.get("STUDIO_DATA") or "data").expanduser().resolve()


def secret_key(folder: Path) -> str:
    return _read(folder / "secret_key")


def create_secret_key(folder: Path) -> None:
    """Creates the folder and its key when they are missing; raises DataFolderError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not secret_key(folder):
            write(folder / "secret_key", secrets.token_urlsafe(50))
        with tempfile.TemporaryFile(dir=folder):
            pass  # the key may exist although the folder is read-only now
    except OSError as error:
        raise DataFolderError(
            f"The data folder {folder} cannot be written ({error.strerror}); "
            "make it writable or point STUDIO_DATA at another one."
        ) from error


def database_url(folder: Path) -> str:
    return _read(folder / "database_url")


def write(path: Path, text: str) -> None:
    """Replaces a small private file atomically."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    temporary.replace(path)


def lock(folder: Path) -> int:
    """Locks the folder for the lifetime of this process; raises DataFolderError when another studio has it.

    Returns the descriptor to keep. The kernel releases the lock with the process, however it ends.
    """
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise DataFolderError(
            f"Another studio runs on the data folder {folder}; stop it or set STUDIO_DATA to another one."
        ) from error
    return descriptor


def storage(spec: str, folder: Path) -> dict[str, Any]:
    """The default entry of Django's STORAGES: `s3://bucket/prefix?endpoint_url=…`, or files in `folder`."""
    if not spec:
        return {
            "BACKEND": "studio.infra.storage.DurableFileSystemStorage",
            "OPTIONS": {"location": str(folder)},
        }
    parts = urlsplit(spec)
    if parts.scheme != "s3" or not parts.hostname:
        raise DataFolderError(f"STUDIO_STORAGE is {spec!r}; it has to look like s3://bucket/prefix.")
    options: dict[str, Any] = {
        "bucket_name": parts.netloc,
        "location": unquote(parts.path.strip("/")),
        "file_overwrite": False,
        "default_acl": None,
        **dict(parse_qsl(parts.query)),
    }
    return {"BACKEND": "studio.infra.s3_storage.S3Storage", "OPTIONS": options}


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
