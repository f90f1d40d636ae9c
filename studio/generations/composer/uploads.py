"""Keeps the pictures that people bring as references, and sweeps those that nobody used."""

import logging
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.generations.composer import reference_limits
from studio.generations.files import pending_files
from studio.generations.media import image_validation
from studio.generations.models import Image, Upload
from studio.infra.jobs.periodic import each_row
from studio.infra.middleware import storage_unavailable
from studio.infra.storage import StorageError, StorageFullError

log = logging.getLogger(__name__)

UNUSED_FOR = timedelta(days=1)


def store(file: UploadedFile, *, by: User) -> Upload:
    """Checks, normalises and stores a picture; the same bytes of the same person are kept once.

    Raises pictures.RefusedPicture with the reason.
    """
    size = file.size or 0
    image_validation.check_bytes(size)
    digest = image_validation.sha256(file)
    known = _touch(by, digest)
    if known:
        return known
    reference_limits.check(by)
    with _or_no_room():
        made = image_validation.normalise(file, size=size, person=by.pk)
    return _store(made, digest=digest, name=file.name or "", by=by)


def store_image(image: Image, *, by: User) -> Upload:
    """A stored result as a reference of `by`: the same rules as for a picture that somebody brings."""
    known = _touch(by, image.sha256)
    if known:
        return known
    reference_limits.check(by)
    with _or_no_room(), default_storage.open(image.file) as file:
        made = image_validation.normalise(file, size=image.bytes or 0, person=by.pk)
    return _store(made, digest=image.sha256, name=image.download_name, by=by)


def adopt(upload: Upload, *, by: User) -> Upload:
    """Somebody else's reference, which `by` may see, as one of their own: a copy, so that each may be swept alone."""
    if upload.owner_id == by.pk:
        return upload
    known = _touch(by, upload.source_sha256)
    if known:
        return known
    reference_limits.check(by)
    with (
        _or_no_room(),
        default_storage.open(upload.file) as file,
        default_storage.open(upload.thumbnail) as thumbnail,
    ):
        made = image_validation.Normalised(
            data=file.read(),
            thumbnail=thumbnail.read(),
            media_type=upload.media_type,
            width=upload.width,
            height=upload.height,
            changes=upload.changes,
        )
    return _store(made, digest=upload.source_sha256, name=upload.name, by=by)


def store_all(files: Iterable[UploadedFile], *, by: User) -> Iterator[tuple[str, Upload | str]]:
    """Keeps several pictures; yields each name with what was kept, or with the reason why not."""
    for file in files:
        try:
            yield file.name or "", store(file, by=by)
        except image_validation.RefusedPicture as reason:
            yield file.name or "", str(reason)


def _touch(owner: User, digest: str) -> Upload | None:
    Upload.objects.filter(owner=owner, source_sha256=digest).update(touched=timezone.now())
    return Upload.objects.filter(owner=owner, source_sha256=digest).first()


def _store(made: image_validation.Normalised, *, digest: str, name: str, by: User) -> Upload:
    stem = f"references/{uuid.uuid4().hex}"
    suffix = "png" if made.media_type == "image/png" else "jpg"
    pending_files.announce([f"{stem}.{suffix}", f"{stem}.webp"])
    file, thumbnail = _save({f"{stem}.{suffix}": made.data, f"{stem}.webp": made.thumbnail})
    try:
        with transaction.atomic():
            pending_files.settle([file, thumbnail])
            return Upload.objects.create(
                owner=by,
                source_sha256=digest,
                name=name[:120],
                file=file,
                thumbnail=thumbnail,
                media_type=made.media_type,
                bytes=len(made.data),
                width=made.width,
                height=made.height,
                changes=made.changes,
            )
    except IntegrityError:  # the same picture arrived twice at once
        pending_files.discard([file, thumbnail])
        return Upload.objects.get(owner=by, source_sha256=digest)


def _save(contents: dict[str, bytes]) -> list[str]:
    """Saves all of the files or none; raises RefusedPicture when the storage has no room or cannot be reached."""
    saved: list[str] = []
    with _or_no_room():
        try:
            for name, data in contents.items():
                saved.append(default_storage.save(name, ContentFile(data)))
        except OSError:
            with suppress(OSError):
                _delete_files(saved)
            raise
    return saved


@contextmanager
def _or_no_room() -> Iterator[None]:
    """Turns what the disk or the storage refuses into a RefusedPicture."""
    try:
        yield
    except OSError as error:
        log.exception("A reference could not be stored")
        if isinstance(error, StorageError) and not isinstance(error, StorageFullError):
            raise image_validation.TemporaryFailure(storage_unavailable.sentence()) from error
        raise image_validation.RefusedPicture(
            _("The image couldn’t be saved. Ask an administrator to check the storage, then add it again.")
        ) from error


def delete_stale() -> int:
    """Deletes pictures that no run and no draft uses and nobody chose for a day; returns how many."""
    return _delete(Upload.objects.unused().filter(touched__lt=timezone.now() - UNUSED_FOR))


def delete_unused(person: User) -> int:
    """Deletes a person's pictures that no run and no draft uses; returns how many."""
    return _delete(Upload.objects.unused().filter(owner=person))


def _delete(unused: QuerySet[Upload]) -> int:
    names: list[str] = []

    def remove(upload: Upload) -> bool:
        # A run may take it in this very moment: the row goes only if it is still unused, and the files after the row.
        pending_files.announce([upload.file, upload.thumbnail])
        gone, _rows = unused.filter(pk=upload.pk).delete()
        names.extend([upload.file, upload.thumbnail])
        return bool(gone)

    count = each_row(unused, remove)
    pending_files.discard(names)
    return count


def _delete_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
