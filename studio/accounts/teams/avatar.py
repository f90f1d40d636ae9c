"""A team's picture: validated and re-encoded in a separate process, then stored."""

import uuid
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from studio.infra.images import upload_slots
from studio.infra.images.image_errors import ImageRejected

MAX_BYTES = 5 * 1024 * 1024


class UploadRejected(Exception):
    """This file cannot be a team's picture; the message says why."""


def normalize(file: IO[bytes], *, size: int, person: int) -> bytes:
    """Returns a small square WebP of a file of `size` bytes; raises UploadRejected with the reason."""
    if size > MAX_BYTES:
        raise UploadRejected(_("The file is larger than %(limit)d MB.") % {"limit": MAX_BYTES // 1024**2})
    try:
        _facts, (data,) = upload_slots.decode(
            "studio.accounts.teams.square_image:square", file, person=person
        )
    except upload_slots.TooManyUploads as error:
        raise UploadRejected(_("The studio is busy with other images. Try again in a minute.")) from error
    except ImageRejected as reason:
        raise UploadRejected(_reason(reason)) from reason
    return data


def _reason(reason: ImageRejected) -> str:
    words = {
        "unknown_format": _("This is not a JPEG, PNG or WebP picture."),
        "too_many_pixels": _("The image has more than %(limit)d million pixels."),
        "too_demanding": _(
            "This image takes too much memory or time to open. Save it as JPEG or PNG and add it again."
        ),
    }
    return words.get(reason.code, _("The image is damaged and cannot be read.")) % reason.params


def store(data: bytes) -> str:
    """Stores a re-encoded picture under a new, unguessable name; returns the name."""
    return default_storage.save(f"teams/{uuid.uuid4().hex}.webp", ContentFile(data))


def delete(name: str) -> None:
    if name:
        default_storage.delete(name)
