"""Stores the images that people upload as references, and deletes unused ones."""

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
    """Checks, normalises and stores an image; the same bytes of the same person are stored once.

    Raises image_validation.UploadRejected with the reason.
    """
    size = file.size or 0
    image_validation.check_bytes(size)
    digest = image_validation.sha256(file)
    known = _find_and_touch(by, digest)
    if known:
        return known
    reference_limits.check_limit(by)
    with _storage_errors_as_refusals():
        normalised = image_validation.normalise(file, size=size, person=by.pk)
    return _store(normalised, digest=digest, name=file.name or "", by=by)


def store_image(image: Image, *, by: User) -> Upload:
    """Adds a stored result as a reference of `by`: the same rules as for an uploaded image."""
    known = _find_and_touch(by, image.sha256)
    if known:
        return known
    reference_limits.check_limit(by)
    with _storage_errors_as_refusals(), default_storage.open(image.file) as file:
        normalised = image_validation.normalise(file, size=image.bytes or 0, person=by.pk)
    return _store(normalised, digest=image.sha256, name=image.download_name, by=by)


def adopt(upload: Upload, *, by: User) -> Upload:
    """Copies another person's reference, which `by` may see: each copy can then be deleted independently."""
    if upload.owner_id == by.pk:
        return upload
    known = _find_and_touch(by, upload.source_sha256)
    if known:
        return known
    reference_limits.check_limit(by)
    with (
        _storage_errors_as_refusals(),
        default_storage.open(upload.file) as file,
        default_storage.open(upload.thumbnail) as thumbnail,
    ):
        normalised = image_validation.Normalised(
            data=file.read(),
            thumbnail=thumbnail.read(),
            media_type=upload.media_type,
            width=upload.width,
            height=upload.height,
            changes=upload.changes,
        )
    return _store(normalised, digest=upload.source_sha256, name=upload.name, by=by)


def store_all(files: Iterable[UploadedFile], *, by: User) -> Iterator[tuple[str, Upload | str]]:
    """Stores several images; yields each name with its upload, or with the reason why it was refused."""
    for file in files:
        try:
            yield file.name or "", store(file, by=by)
        except image_validation.UploadRejected as reason:
            yield file.name or "", str(reason)


def _find_and_touch(owner: User, digest: str) -> Upload | None:
    Upload.objects.filter(owner=owner, source_sha256=digest).update(touched=timezone.now())
    return Upload.objects.filter(owner=owner, source_sha256=digest).first()


def _store(normalised: image_validation.Normalised, *, digest: str, name: str, by: User) -> Upload:
    stem = f"references/{uuid.uuid4().hex}"
    suffix = "png" if normalised.media_type == "image/png" else "jpg"
    pending_files.announce([f"{stem}.{suffix}", f"{stem}.webp"])
    file, thumbnail = _save_files({f"{stem}.{suffix}": normalised.data, f"{stem}.webp": normalised.thumbnail})
    try:
        with _storage_errors_as_refusals(), transaction.atomic():
            if not pending_files.settle([file, thumbnail]):
                raise FileNotFoundError(file)
            return Upload.objects.create(
                owner=by,
                source_sha256=digest,
                name=name[:120],
                file=file,
                thumbnail=thumbnail,
                media_type=normalised.media_type,
                bytes=len(normalised.data),
                width=normalised.width,
                height=normalised.height,
                changes=normalised.changes,
            )
    except IntegrityError:  # the same image was uploaded twice at once
        pending_files.discard([file, thumbnail])
        return Upload.objects.get(owner=by, source_sha256=digest)


def _save_files(contents: dict[str, bytes]) -> list[str]:
    """Saves all of the files or none; raises UploadRejected when the storage is full or unreachable."""
    saved: list[str] = []
    with _storage_errors_as_refusals():
        try:
            for name, data in contents.items():
                saved.append(default_storage.save(name, ContentFile(data)))
        except OSError:
            with suppress(OSError):
                _delete_files(saved)
            raise
    return saved


@contextmanager
def _storage_errors_as_refusals() -> Iterator[None]:
    """Turns errors of the disk or the storage into a UploadRejected."""
    try:
        yield
    except OSError as error:
        log.exception("A reference could not be stored")
        if isinstance(error, StorageError) and not isinstance(error, StorageFullError):
            raise image_validation.TemporaryFailure(storage_unavailable.sentence()) from error
        raise image_validation.UploadRejected(
            _("The image couldn’t be saved. Ask an administrator to check the storage, then add it again.")
        ) from error


def delete_stale() -> int:
    """Deletes uploads that no run and no draft uses and nobody chose for a day; returns how many."""
    return _delete_uploads(Upload.objects.unused().filter(touched__lt=timezone.now() - UNUSED_FOR))


def delete_unused(person: User) -> int:
    """Deletes a person's uploads that no run and no draft uses; returns how many."""
    return _delete_uploads(Upload.objects.unused().filter(owner=person))


def _delete_uploads(unused: QuerySet[Upload]) -> int:
    names: list[str] = []

    def remove(upload: Upload) -> bool:
        # A run may start to use it now: the row is deleted only if still unused, and the files only after the row.
        pending_files.announce([upload.file, upload.thumbnail])
        deleted, _rows = unused.filter(pk=upload.pk).delete()
        names.extend([upload.file, upload.thumbnail])
        return bool(deleted)

    count = each_row(unused, remove)
    pending_files.discard(names)
    return count


def _delete_files(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
