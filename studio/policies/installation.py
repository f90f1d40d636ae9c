"""The settings in effect: what administrators set, else the environment, else the default."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from studio.accounts.locking import reload_user
from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_administer, require
from studio.audit.actions import Action
from studio.audit.record import record
from studio.policies.models import InstallationSettings

AUDIT_DAYS = 1095
CACHE_SECONDS = 2.0
"""How long a process may use settings that another one has changed since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveSettings:
    """Every setting with its value; 0 gigabytes, references or megabytes mean no limit."""

    trash_days: int
    team_storage_gb: int
    unused_references: int
    unused_references_mb: int
    audit_days: int


_cached: tuple[float, EffectiveSettings] | None = None


def installation_settings() -> EffectiveSettings:
    """The settings in effect, cached for a short time."""
    global _cached
    if _cached is None or time.monotonic() >= _cached[0]:
        _cached = (time.monotonic() + CACHE_SECONDS, _read())
    return _cached[1]


def clear_settings_cache() -> None:
    """Clears the cache: the next read queries the database."""
    global _cached
    _cached = None


def default_settings() -> EffectiveSettings:
    """The values of settings that administrators have not set."""
    return EffectiveSettings(
        trash_days=settings.TRASH_DAYS,
        team_storage_gb=settings.TEAM_STORAGE,
        unused_references=settings.UNUSED_REFERENCES,
        unused_references_mb=settings.UNUSED_REFERENCES_MB,
        audit_days=AUDIT_DAYS,
    )


def _read() -> EffectiveSettings:
    defaults = asdict(default_settings())
    row = InstallationSettings.objects.filter(pk=1).values(*defaults).first() or {}
    return EffectiveSettings(**defaults | {name: value for name, value in row.items() if value is not None})


@transaction.atomic
def change_settings(values: Mapping[str, int | None], *, by: User) -> bool:
    """Sets the named settings, None to the default; returns whether any changed. Raises Forbidden."""
    require(denial_reason_administer(reload_user(by)))
    row, _made = InstallationSettings.objects.select_for_update().get_or_create(pk=1)
    before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    if not before:
        return False
    after = {name: values[name] for name in before}
    InstallationSettings.objects.filter(pk=1).update(**after, changed_at=Now(), changed_by=by)
    record(Action.SETTINGS_CHANGED, actor=by, target=row, before=before, after=after)
    transaction.on_commit(clear_settings_cache)
    return True
