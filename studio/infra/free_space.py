"""Free disk space of the file storage. Other storage (S3) has no disk of ours to fill."""

import shutil
from pathlib import Path

from django.core.files.storage import default_storage

from studio.infra.storage import DurableFileSystemStorage


def free_bytes() -> int | None:
    """What a program that is not root may still write; None when the files do not lie on a disk of ours."""
    if not isinstance(default_storage, DurableFileSystemStorage):
        return None
    folder = Path(default_storage.location)
    # The first file makes the folder.
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return shutil.disk_usage(there).free
