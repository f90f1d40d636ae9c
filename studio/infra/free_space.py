"""Free disk space of the file storage; other storage (S3) has no local disk."""

import shutil
from pathlib import Path

from django.core.files.storage import default_storage

from studio.infra.storage import DurableFileSystemStorage


def free_bytes() -> int | None:
    """The bytes that a non-root process can still write; None when the files are not on a local disk."""
    if not isinstance(default_storage, DurableFileSystemStorage):
        return None
    folder = Path(default_storage.location)
    # The folder does not exist before the first file.
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(existing).free
