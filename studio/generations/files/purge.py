"""What nobody can look at any more goes for good: the files; the row stays for its money."""

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.db.models.functions import Now

from studio.generations.files.pending_files import announce
from studio.generations.models import Image
from studio.generations.states import SlotState
from studio.infra.jobs.periodic import each_row

KEPT = (SlotState.STORED, SlotState.TRASHED, SlotState.HIDDEN)
"""States whose files are there."""


def remove_deleted_users() -> int:
    """Private images whose owner is gone, those in the trash too; returns how many."""
    return delete_for_good(Image.objects.filter(state__in=KEPT, team=None, owner__deleted_at__isnull=False))


def delete_for_good(images: QuerySet[Image]) -> int:
    """Deletes files; returns of how many images. One by one, each locked: none is restored or deleted twice meanwhile.

    Files first, then the row: after a crash between the two the row is deleted later; no file loses its row.
    """
    return each_row(images, _remove_files)


def _remove_files(image: Image) -> bool:
    for name in image.files:
        default_storage.delete(name)
    # Somebody may be making a copy in this moment: a day later the names are looked at again.
    announce(image.files, image=image.pk)
    Image.objects.filter(pk=image.pk).update(
        state=SlotState.REMOVED, file="", thumbnail="", sha256="", link="",
        trashed_at=None, trashed_by=None, hidden_at=None, hidden_by=None, hidden_reason="", updated=Now(),
    )  # fmt: skip
    return True
