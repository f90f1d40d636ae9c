"""Validates uploaded images and makes them safe in a separate process; a refusal has a message for people."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO, Any, cast

from django.utils.translation import gettext as _

from studio.infra.images import upload_slots
from studio.infra.images.image_errors import ImageRejected
from studio.provider import limits

NORMALIZE = "studio.generations.media.image_normalizer:normalize"


class UploadRejected(Exception):
    """The image cannot be used; the message says why, in the reader's language."""


class TemporaryFailure(UploadRejected):
    """Nothing is wrong with the image; the same request may succeed later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """A safe image and its thumbnail."""

    data: bytes
    thumbnail: bytes
    media_type: str
    width: int
    height: int
    changes: list[str]
    """What was changed, as codes for `describe`."""


def sha256(file: IO[bytes]) -> str:
    """The hash of a file's bytes; the file is rewound."""
    file.seek(0)
    digest = hashlib.file_digest(cast(Any, file), "sha256").hexdigest()
    file.seek(0)
    return digest


def check_bytes(size: int) -> None:
    """Raises UploadRejected for a file larger than the provider accepts, before anything is read."""
    if size > limits.REFERENCE_MAX_BYTES:
        raise UploadRejected(
            _("The file is larger than %(limit)d MB.") % {"limit": limits.REFERENCE_MAX_BYTES // 1024**2}
        )


def normalise(file: IO[bytes], *, size: int, person: int) -> Normalised:
    """Checks an image of `size` bytes and rebuilds it, one at a time for each person.

    Raises UploadRejected with the reason.
    """
    check_bytes(size)
    try:
        facts, (data, thumbnail) = upload_slots.decode(NORMALIZE, file, person=person)
    except upload_slots.TooManyUploads as error:
        raise TemporaryFailure(
            _("The studio is busy with other images. Nothing is lost; try again in a minute.")
        ) from error
    except ImageRejected as reason:
        raise UploadRejected(_reason(reason)) from reason
    return Normalised(data=data, thumbnail=thumbnail, **facts)


def _reason(reason: ImageRejected) -> str:
    messages = {
        "unknown_format": _("Unsupported file. Use JPEG, PNG, WebP, BMP, TIFF or GIF."),
        "too_small": _("Each side must be longer than %(side)d pixels; this one is %(width)d × %(height)d."),
        "too_many_pixels": _("The image has more than %(limit)d million pixels."),
        "too_long": _("The image is too narrow: its aspect ratio must be between 1:16 and 16:1."),
        "tiles": _(
            "The tiles of this TIFF are larger than the image. Save it as PNG or JPEG and add it again."
        ),
        "too_demanding": _(
            "This image takes too much memory or time to open. Save it as JPEG or PNG and add it again."
        ),
    }
    return messages.get(reason.code, _("The image is damaged and cannot be read.")) % reason.params


def describe(changes: Iterable[str]) -> str:
    """What was changed at upload, as one line in the reader's language."""
    messages = {
        "first_frame": _("first frame only"),
        "rotated": _("rotated upright"),
        "metadata": _("metadata removed"),
        "shrunk": _("resized to fit 10 MB"),
        "converted_jpeg": _("converted to JPEG"),
        "converted_png": _("converted to PNG"),
    }
    return ", ".join(messages[change] for change in changes if change in messages)
