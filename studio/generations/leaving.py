"""What becomes of a person's runs and pictures when they delete their account.

The private ones go: words at once, files by the hourly housekeeping. The rows stay, without words and without an
owner's name, because they are the money that was spent. What belongs to a team stays with the team.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import ngettext

from studio.accounts import closing
from studio.accounts.models import User
from studio.generations.again import Refused
from studio.generations.models import Draft, Generation, Image, Reference, Upload
from studio.generations.states import SlotState

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What a person would leave behind: counts of stored images and of runs."""

    images: int
    runs: int
    team_images: int
    under_way: int
    """Runs that must end first, those of teams too."""


def what_goes(user: User) -> Leaving:
    private = Generation.objects.owned_by(user).filter(team=None)
    stored = Image.objects.owned_by(user).stored()
    return Leaving(
        images=stored.filter(team=None).count(),
        runs=private.count(),
        team_images=stored.exclude(team=None).count(),
        under_way=_under_way(user),
    )


def _under_way(user: User) -> int:
    return Generation.objects.owned_by(user).unfinished().count()


def why_not_leave(user: User) -> str:
    """Why this person cannot delete their account now; empty when they can."""
    if count := _under_way(user):
        return ngettext(
            "%(count)d run is still under way. Wait for it, or cancel it, then come back.",
            "%(count)d runs are still under way. Wait for them, or cancel them, then come back.",
            count,
        ) % {"count": count}
    return closing.why_not_close(user)


@transaction.atomic
def leave(user: User) -> None:
    """Deletes the account; raises Refused with the reason when it must stay for now."""
    closing.lock_for_closing(user)
    if reason := why_not_leave(user):
        raise Refused(reason)
    private = Generation.objects.owned_by(user).filter(team=None)
    Reference.objects.filter(generation__in=private).delete()
    Draft.objects.filter(owner=user).delete()
    # What no team's run refers to is swept with the next housekeeping.
    Upload.objects.filter(owner=user).update(touched=LONG_AGO)
    Image.objects.filter(generation__in=private).update(error_message="")
    private.update(prompt="", error_message="")
    closing.close(user)


def remove_left() -> int:
    """Deletes the files of private images whose owner is gone; returns how many images.

    Files first, then the row: a crash between the two leaves a row that is taken up again, never a file without one.
    """
    left = Image.objects.stored().filter(team=None, owner__deleted_at__isnull=False)
    count = 0
    for image in left.iterator(chunk_size=200):
        for name in image.files:
            default_storage.delete(name)
        count += left.filter(pk=image.pk).update(
            state=SlotState.REMOVED, file="", thumbnail="", sha256="", link="", updated=Now()
        )
    return count
