"""What nobody can look at any more goes for good: the files; the row stays for its money."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.db.models.functions import Now

from studio.generations.files.pending_files import announce
from studio.generations.models import Image
from studio.generations.states import SlotState
from studio.infra.jobs.periodic import each_row
from studio.policies.installation import installation_settings

KEPT = (SlotState.STORED, SlotState.TRASHED, SlotState.HIDDEN)
"""States whose files are there."""


def remove_deleted_users() -> int:
    """Private images whose owner is gone, those in the trash too; returns how many."""
    return _remove(Image.objects.filter(state__in=KEPT, team=None, owner__deleted_at__isnull=False))


def remove_trashed() -> int:
    """Images that were in the trash for as long as it keeps them; returns how many."""
    long_ago = Now() - timedelta(days=installation_settings().trash_days)
    return _remove(Image.objects.filter(state=SlotState.TRASHED, trashed_at__lt=long_ago))


def _remove(images: QuerySet[Image]) -> int:
    """One by one, each locked: it cannot be restored meanwhile, and only one worker deletes it.

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
