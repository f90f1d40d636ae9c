"""Reads and changes which models are switched on."""

import time
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from studio.accounts.locking import reload_user
from studio.accounts.models import Team, User
from studio.accounts.permissions import denial_reason_administer, require
from studio.audit.actions import Action
from studio.audit.record import record
from studio.policies import installation
from studio.policies.models import ModelSwitch

Switch = tuple[str, int | None, bool]
"""A model, the team or the whole studio, and whether it is on there."""

_cached: tuple[float, Sequence[Switch]] | None = None


def switches_of(team: Team | None) -> dict[str, bool]:
    """The switches set for the studio (None) or for one team, by model."""
    return dict(ModelSwitch.objects.filter(team=team).values_list("model", "is_on"))


def switches_in(team: Team | None) -> dict[str, bool]:
    """The switches in effect: the studio's, overridden by the team's own."""
    rows = ModelSwitch.objects.filter(Q(team=None) | Q(team=team))
    return dict(rows.order_by(F("team").asc(nulls_first=True)).values_list("model", "is_on"))


def all_switches() -> Sequence[Switch]:
    """All switches, cached as the settings are: only to decide what a page offers."""
    global _cached
    if _cached is None or time.monotonic() >= _cached[0]:
        rows = list(ModelSwitch.objects.values_list("model", "team", "is_on"))
        _cached = (time.monotonic() + installation.CACHE_SECONDS, rows)
    return _cached[1]


def clear_switches_cache() -> None:
    """Clears the cache: the next read queries the database."""
    global _cached
    _cached = None


@transaction.atomic
def set_switches(values: Mapping[str, bool | None], *, team: Team | None, by: User) -> bool:
    """Switches models on or off (None: back to the default); returns whether any changed. Raises Forbidden."""
    require(denial_reason_administer(reload_user(by)))
    before = {model: switches_of(team).get(model) for model in values}
    after = {model: value for model, value in values.items() if value != before[model]}
    for model, value in after.items():
        _set(model, value, team=team, by=by)
    if after:
        old = {model: before[model] for model in after}
        record(Action.MODELS_SWITCHED, actor=by, target=team, team=team, before=old, after=after)
        transaction.on_commit(clear_switches_cache)
    return bool(after)


def _set(model: str, value: bool | None, *, team: Team | None, by: User) -> None:
    if value is None:
        ModelSwitch.objects.filter(team=team, model=model).delete()
        return
    facts = {"is_on": value, "changed_by": by, "changed_at": Now()}
    ModelSwitch.objects.update_or_create(team=team, model=model, defaults=facts)
