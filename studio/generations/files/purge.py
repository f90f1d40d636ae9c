"""Permanently deletes the files of images that nobody can see any more; the row stays for its costs."""

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.db.models.functions import Now

from studio.generations.files.pending_files import announce
from studio.generations.models import Image
from studio.generations.states import SlotState
from studio.infra.jobs.periodic import each_row

STATES_WITH_FILES = (SlotState.STORED, SlotState.TRASHED, SlotState.HIDDEN)
"""States in which an image has its files."""


def remove_images_of_deleted_users() -> int:
    """Deletes private images of deleted users, including those in the trash; returns how many."""
    return delete_permanently(
        Image.objects.filter(state__in=STATES_WITH_FILES, team=None, owner__deleted_at__isnull=False)
    )


def delete_permanently(images: QuerySet[Image]) -> int:
    """Deletes the files of the images; returns of how many. Each row is locked, so that no image is restored or deleted
    twice meanwhile.

    Files first, then the row: after a crash between the two the next run repeats it, and no file is orphaned.
    """
    return each_row(images, _remove_files)


def _remove_files(image: Image) -> bool:
    for name in image.files:
        default_storage.delete(name)
    # A copy may be in the making now: the names are checked again a day later.
    announce(image.files, image=image.pk)
    Image.objects.filter(pk=image.pk).update(
        state=SlotState.REMOVED, file="", thumbnail="", sha256="", link="",
        trashed_at=None, trashed_by=None, hidden_at=None, hidden_by=None, hidden_reason="", updated=Now(),
    )  # fmt: skip
    return True
