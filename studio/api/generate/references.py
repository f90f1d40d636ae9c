"""The references of a request: data URIs become uploads of the key's owner, URLs stay text."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from django.core.files.uploadedfile import UploadedFile

from studio.accounts.models import User
from studio.generations.composer.references import url_problem
from studio.generations.composer.uploads import store
from studio.generations.media.image_validation import TemporaryFailure, UploadRejected
from studio.generations.models import Upload
from studio.infra.images.image_errors import ImageRejected
from studio.provider.server.data_uri import INVALID_FORMAT, ReferenceRefused, decode
from studio.provider.server.errors import Refusal, invalid

RETRY_AFTER = "10"  # seconds
UNREADABLE = ("unknown_format", "damaged")


def store_references(
    references: Sequence[str], extracted: Mapping[str, Path], *, by: User
) -> list[Upload | str]:
    """Stores the references in order, after checking the URLs, which is cheap. Raises Refusal for the first problem.

    The studio never opens a URL: the provider downloads it.
    """
    urls = {text for text in references if text not in extracted and not text.startswith("data:")}
    for text in references:
        if text in urls and (reason := url_problem(text)):
            raise Refusal(
                400, INVALID_FORMAT, f"{reason} Or send data:image/<format>;base64,…", param="image"
            )
    return [
        text if text in urls else _store(extracted.get(text, text), number, by=by)
        for number, text in enumerate(references, start=1)
    ]


def _store(source: str | Path, number: int, *, by: User) -> Upload:
    with tempfile.TemporaryFile(dir=source.parent if isinstance(source, Path) else None) as file:
        try:
            size = decode(source, file)
        except ReferenceRefused as reason:
            raise reason.problem.refusal() from reason
        if isinstance(source, Path):
            source.unlink()  # the base64 text is a third larger than the image, and no longer needed
        return _store_file(file, size, f"Reference {number}", by=by)


def _store_file(file: IO[bytes], size: int, name: str, *, by: User) -> Upload:
    try:
        return store(UploadedFile(file=file, name=name, size=size), by=by)
    except TemporaryFailure as reason:
        raise Refusal(429, "ServerOverloaded", str(reason), retry_after=RETRY_AFTER) from reason
    except UploadRejected as reason:
        cause = reason.__cause__
        if isinstance(cause, ImageRejected) and cause.code in UNREADABLE:
            raise Refusal(400, INVALID_FORMAT, str(reason), param="image") from reason
        raise invalid("image", str(reason)) from reason
