"""Downloads an announced image: file, thumbnail, row.

Retried until the link is 24 hours old; then the image is marked as lost.
"""

import asyncio
import contextlib
import logging
import traceback
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

from asgiref.sync import sync_to_async
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.utils import timezone

from studio.generations.execution import image_transitions, lease
from studio.generations.execution.worker_context import (
    current,
    in_database,
    in_image_thread,
)
from studio.generations.files import pending_files
from studio.generations.media.thumbnails import THUMBNAIL
from studio.generations.models import Image
from studio.infra.crash_points import crash_point
from studio.infra.images.image_errors import ImageRejected
from studio.infra.storage import StorageError, StorageFullError
from studio.provider.download.fetcher import Fetched, ResultError
from studio.provider.limits import LINK_LIFE

log = logging.getLogger(__name__)

SHRINK = "studio.generations.media.thumbnails:shrink_file"
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=30)
EXPECTED_ERRORS = (ResultError, OSError, ImageRejected)


class IncomingFile(File):
    """A fetched file that the local storage may move into place instead of copying it."""

    def temporary_file_path(self) -> str:
        return str(self.name)


async def fetch(slot: int) -> None:
    """Fetches one slot whose lease this worker holds; records the result, whatever goes wrong.

    Raises only database errors: then the lease expires, and the sweep fetches the slot again.
    """
    image = await in_database(_load_image, slot)
    path = current().incoming / f"{slot}-{uuid.uuid4().hex}.part"
    renewal = asyncio.create_task(_keep_renewing_lease(slot))
    try:
        async with current().fetching:
            fetched = await current().results.fetch(image.link, into=path)
            crash_point("fetched")
            await _store_result(image, fetched)
    except DatabaseError:
        raise
    except Exception as error:
        # A wrong, damaged or unreachable result, a full disk, a bug: all may be temporary, so the link is kept.
        await _record_failure(image, error)
    finally:
        renewal.cancel()
        path.unlink(missing_ok=True)


async def _keep_renewing_lease(slot: int) -> None:
    """Renews the lease during the fetch, so that no other worker starts a slow one again."""
    while True:
        await asyncio.sleep(lease.SPAN.total_seconds() / 3)
        await in_database(lease.renew, slot)


async def _store_result(image: Image, fetched: Fetched) -> None:
    """Announces the file names, stores thumbnail and original, then updates the row: a row never names a missing file.

    Files that no row names are deleted here or, after a kill or without a database, by the housekeeping.
    """
    thumbnail = await in_image_thread(_thumbnail, fetched.path)
    files = _new_file_names(image)
    await in_database(pending_files.announce, list(files.values()), image=image.pk)
    try:
        await sync_to_async(_save_files, thread_sensitive=False)(files, fetched, thumbnail)
        crash_point("filed")
        is_stored = await in_database(_save_file_names, image.pk, files, _row_fields(image, fetched))
    except OSError:
        await in_database(pending_files.discard, list(files.values()))
        raise
    if not is_stored:  # another worker was faster
        await in_database(pending_files.discard, list(files.values()))
    crash_point("stored")


def _thumbnail(path: Path) -> bytes:
    """Made in a separate process, since the file is untrusted and was not decoded before."""
    with path.open("rb") as file:
        _nothing, (thumbnail,) = current().images.run(SHRINK, file, side=THUMBNAIL)
    return thumbnail


@transaction.atomic
def _save_file_names(slot: int, files: dict[str, str], facts: dict[str, Any]) -> bool:
    """Returns False, and changes nothing, when the image is already stored or these files may have been deleted."""
    if image_transitions.fetched(slot, **facts, **files) and pending_files.settle(files.values()):
        return True
    transaction.set_rollback(True)
    return False


def _row_fields(image: Image, fetched: Fetched) -> dict[str, Any]:
    """The row's fields from the file. An announced size stays the billed one."""
    facts: dict[str, Any] = {
        "width": fetched.width,
        "height": fetched.height,
        "bytes": fetched.bytes,
        "sha256": fetched.sha256,
    }
    if not image.announced_size:
        facts["pixels"] = fetched.width * fetched.height
    return facts


def _new_file_names(image: Image) -> dict[str, str]:
    """New names, unique to this fetch."""
    stem = f"images/{timezone.now():%Y/%m}/{image.generation_id}-{image.number}-{uuid.uuid4().hex[:12]}"
    return {"file": f"{stem}.jpg", "thumbnail": f"{stem}.webp"}


def _save_files(files: dict[str, str], fetched: Fetched, thumbnail: bytes) -> None:
    with IncomingFile(fetched.path.open("rb"), name=str(fetched.path)) as file:
        default_storage.save(files["file"], file)
    default_storage.save(files["thumbnail"], ContentFile(thumbnail))


def _load_image(slot: int) -> Image:
    return Image.objects.select_related("generation").get(pk=slot)


async def _record_failure(image: Image, error: Exception) -> None:
    retry_at, reason = next_try(image), _reason(error)
    log.warning("Image %d is not fetched yet (try %d): %s", image.pk, image.fetch_attempts, reason)
    if not isinstance(error, EXPECTED_ERRORS):
        # Without the message, which may contain the link.
        log.error("Unexpected:\n%s", "".join(traceback.format_tb(error.__traceback__)))
    await in_database(image_transitions.fetch_failed, image.pk, reason=reason, retry_at=retry_at)


def _reason(error: Exception) -> str:
    """The error without its link, with which anybody can download the image for a day."""
    if isinstance(error, ResultError | ImageRejected):
        return error.code
    if isinstance(error, StorageError):
        return "storage_full" if isinstance(error, StorageFullError) else "storage_unavailable"
    return type(error).__name__


def next_try(image: Image) -> Any:
    """When to fetch again, with exponential backoff; None once the link has expired."""
    expires_at = (image.announced_at or timezone.now()) + LINK_LIFE
    now = timezone.now()
    if now >= expires_at:
        return None
    pause = min(FIRST_PAUSE * 2 ** min(image.fetch_attempts, 12), LONGEST_PAUSE)
    return min(now + pause, expires_at)


def remove_leftovers(incoming: Path, *, older_than: timedelta = timedelta(hours=1)) -> None:
    """Deletes incomplete downloads of killed workers."""
    limit = (timezone.now() - older_than).timestamp()
    for path in incoming.glob("*.part"):
        with contextlib.suppress(FileNotFoundError):  # another worker was first
            if path.stat().st_mtime < limit:
                path.unlink()
