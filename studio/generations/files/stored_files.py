"""Every file that a row names, and whether it is intact."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.files.storage import default_storage

from studio.accounts.models import Team
from studio.generations.files.purge import STATES_WITH_FILES
from studio.generations.models import Image, Upload

CHUNK = 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """`sha256` is empty where none is stored: for thumbnails, references and team avatars."""

    name: str
    sha256: str = ""


def stored_files() -> Iterator[StoredFile]:
    """All files except the smaller copies of images, which are made again on demand."""
    images = Image.objects.filter(state__in=STATES_WITH_FILES).order_by("pk")
    for name, thumbnail, digest in images.values_list("file", "thumbnail", "sha256").iterator():
        yield StoredFile(name=name, sha256=digest)
        yield StoredFile(name=thumbnail)
    for names in Upload.objects.order_by("pk").values_list("file", "thumbnail").iterator():
        yield from (StoredFile(name=name) for name in names)
    for name in Team.objects.exclude(picture="").values_list("picture", flat=True).iterator():
        yield StoredFile(name=name)


def problem(file: StoredFile) -> str:
    """What is wrong with it in the storage: "missing", "changed", or empty for nothing."""
    try:
        with default_storage.open(file.name) as opened:
            digest = hashlib.sha256()
            while chunk := opened.read(CHUNK):
                digest.update(chunk)
    except FileNotFoundError:
        return "missing"
    return "changed" if file.sha256 and digest.hexdigest() != file.sha256 else ""
