"""A team's storage quota: a warning near the limit, and no new run beyond it.

Accepted runs always keep their images, since they are paid for. So runs in progress may exceed the limit.
"""

from dataclasses import dataclass

from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from studio.accounts.models import Team
from studio.generations.models import Image
from studio.policies.installation import installation_settings

GIGABYTE = 2**30
WARNING_SHARE = 0.9
"""The share of the limit above which a warning is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """A team's storage use and limit, in bytes."""

    used: int
    limit: int

    @property
    def warned(self) -> int:
        """Bytes above which a warning is shown."""
        return int(self.limit * WARNING_SHARE)

    @property
    def is_short(self) -> bool:
        return self.used >= self.warned

    @property
    def is_full(self) -> bool:
        return self.used >= self.limit

    @property
    def sentence(self) -> str:
        """How much is used, and what to do."""
        sizes = {"used": filesizeformat(self.used), "limit": filesizeformat(self.limit)}
        if self.is_full:
            return _(
                "The team's storage is full: %(used)s of %(limit)s. "
                "Images in the trash are deleted after %(days)d days. Ask an administrator for more storage."
            ) % {**sizes, "days": installation_settings().trash_days}
        return _("The team has used %(used)s of %(limit)s of its storage.") % sizes


def storage_of(team: Team | None) -> Storage | None:
    """One short query over an index. None, without a query, where there is no limit: privately, and in most teams."""
    limit = limit_of(team) if team else 0
    if not limit:
        return None
    # Images in the trash keep their files until they are permanently deleted.
    used = Image.objects.filter(team=team, bytes__isnull=False).aggregate(used=Sum("bytes", default=0))[
        "used"
    ]
    return Storage(used=used, limit=limit)


def limit_of(team: Team) -> int:
    """The team's own limit in bytes, else the studio's; 0 means no limit."""
    gigabytes = team.storage_gb
    return (installation_settings().team_storage_gb if gigabytes is None else gigabytes) * GIGABYTE


def quota_error(team: Team | None) -> str:
    """Why no new run can start in the team; empty when one can."""
    storage = storage_of(team)
    return storage.sentence if storage and storage.is_full else ""
