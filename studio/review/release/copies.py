"""Makes the copy of an image that is released: one at a time, each in an image process."""

import json
import tempfile
import threading
from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from studio.generations.media.image_validation import sha256
from studio.generations.models import Image
from studio.infra.images.image_process import ImageProcesses

LABEL = "studio.review.release.ai_label:label"
COPIES = 100  # that a process makes before another one takes its place

_processes = ImageProcesses(jobs=COPIES)
_turn = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedCopy:
    """A labelled file on disk, which is deleted when it is closed."""

    file: IO[bytes]
    size: int
    sha256: str
    visible_label: bool


def make_copy(image: Image) -> ReleasedCopy:
    """Raises FileNotFoundError, or ImageRejected when the file cannot be labelled."""
    visible = wants_visible_label(image)
    if not connection.in_atomic_block:
        connection.close()  # back into the pool: a request that waits for its turn keeps none
    with _turn, default_storage.open(image.file) as file:
        _facts, (data,) = _processes.run(LABEL, file, aigc=aigc_label(image), visible=visible)
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - closed by the reader
    copy.write(data)
    return ReleasedCopy(file=copy, size=len(data), sha256=sha256(copy), visible_label=visible)


def wants_visible_label(image: Image) -> bool:
    """Where the team asks for it and the provider's own watermark is not on the picture."""
    return bool(image.team and image.team.visible_label and not image.generation.watermark)


def aigc_label(image: Image) -> str:
    """The value of `TC260:AIGC` (GB 45438): made by AI, by whom, and a number that no other image has."""
    values = {
        "Label": "1",
        "ContentProducer": settings.CONTENT_PRODUCER,
        "ProduceID": f"{image.generation.submission}-{image.number}",
        "ReservedCode1": "",
        "ContentPropagator": "",
        "PropagateID": "",
        "ReservedCode2": "",
    }
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
