"""How many unused references a person may keep, so that nobody fills the storage with uploads.

Only uploads count that no run and no draft uses: the references of a run belong to the run.
"""

from dataclasses import dataclass

from django.db.models import Count, Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.generations.media.image_validation import UploadRejected
from studio.generations.models import Upload
from studio.policies.installation import installation_settings

MEGABYTE = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusedReferences:
    """A person's references that no run and no draft uses."""

    count: int
    bytes: int

    @property
    def is_full(self) -> bool:
        limits = installation_settings()
        most, room = limits.unused_references, limits.unused_references_mb * MEGABYTE
        return bool((most and self.count >= most) or (room and self.bytes >= room))


def unused_of(person: User) -> UnusedReferences:
    """One short query over the person's own uploads."""
    sums = (
        Upload.objects.unused()
        .filter(owner=person)
        .aggregate(count=Count("pk"), bytes=Sum("bytes", default=0))
    )
    return UnusedReferences(**sums)


def check_limit(person: User) -> None:
    """Raises UploadRejected when the person cannot add another reference."""
    unused = unused_of(person)
    if unused.is_full:
        raise UploadRejected(
            _(
                "You have %(count)d unused references (%(size)s), which is the limit. Delete them under Account, "
                "or wait: each is deleted a day after it was last added."
            )
            % {"count": unused.count, "size": filesizeformat(unused.bytes)}
        )
