"""No new run starts below a minimum of free space (`STUDIO_MIN_FREE_SPACE`): its images are paid for, and need space.

Runs accepted before are still executed. The provider keeps their results for a day, and the sweep fetches them as soon
as there is space.
"""

from dataclasses import dataclass

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from studio.infra.free_space import free_bytes

GIGABYTE = 2**30


@dataclass(frozen=True, slots=True, kw_only=True)
class LowDisk:
    """Free bytes, and the required minimum."""

    free: int
    floor: int

    @property
    def notice(self) -> str:
        """The message for everybody who generates images."""
        return _(
            "New runs are paused: the studio's disk is almost full. "
            "Your images, drafts and references are safe. Ask an administrator to free up space."
        )

    @property
    def advice(self) -> str:
        """The message for administrators."""
        return _(
            "New runs are paused: the data disk has %(free)s free, and the minimum is %(floor)s. "
            "Free up space or enlarge the disk, and runs are accepted again at once. "
            "STUDIO_MIN_FREE_SPACE sets the minimum."
        ) % {"free": filesizeformat(self.free), "floor": filesizeformat(self.floor)}


def low_disk() -> LowDisk | None:
    """None while there is enough space, or when the files are not on a local disk."""
    floor = int(settings.MIN_FREE_SPACE * GIGABYTE)
    free = free_bytes() if floor else None
    return LowDisk(free=free, floor=floor) if free is not None and free < floor else None


def disk_space_error() -> str:
    """Why no new run can start; empty when one can."""
    if low_disk() is None:
        return ""
    return _(
        "New runs are paused: the studio's disk is almost full. Nothing was sent or billed, "
        "and your draft is saved. Ask an administrator to free up space, then try again."
    )
