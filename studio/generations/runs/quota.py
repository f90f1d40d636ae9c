"""How much of its room a team's images take: a warning near the limit, and no new run beyond it.

What was accepted keeps its images however full it is: they are paid for. So runs under way may pass the limit.
"""

from dataclasses import dataclass

from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from studio.accounts.models import Team
from studio.generations.models import Image
from studio.policies.installation import installation_settings

GIGABYTE = 2**30
SHORT = 0.9
"""The share of the limit from which on a warning is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """Bytes of a team with a limit."""

    used: int
    limit: int

    @property
    def warned(self) -> int:
        """Bytes from which on a warning is shown."""
        return int(self.limit * SHORT)

    @property
    def is_short(self) -> bool:
        return self.used >= self.warned

    @property
    def is_full(self) -> bool:
        return self.used >= self.limit

    @property
    def sentence(self) -> str:
        """What is used, and what to do about it."""
        sizes = {"used": filesizeformat(self.used), "limit": filesizeformat(self.limit)}
        if self.is_full:
            return _(
                "The team's storage is full: %(used)s of %(limit)s. "
                "Images in the trash are deleted after %(days)d days. Ask an administrator for more storage."
            ) % {**sizes, "days": installation_settings().trash_days}
        return _("The team has used %(used)s of %(limit)s of its storage.") % sizes


def storage_of(team: Team | None) -> Storage | None:
    """One short query over an index. None, and no query, where there is no limit: privately, and in most teams."""
    limit = limit_of(team) if team else 0
    if not limit:
        return None
    # Images in the trash have their files until they are removed for good.
    used = Image.objects.filter(team=team, bytes__isnull=False).aggregate(used=Sum("bytes", default=0))[
        "used"
    ]
    return Storage(used=used, limit=limit)


def limit_of(team: Team) -> int:
    """Bytes; the team's own limit, else the studio's; 0 is none."""
    gigabytes = team.storage_gb
    return (installation_settings().team_storage_gb if gigabytes is None else gigabytes) * GIGABYTE


def quota_error(team: Team | None) -> str:
    """Why no new run may begin in the team; empty when one may."""
    storage = storage_of(team)
    return storage.sentence if storage and storage.is_full else ""
