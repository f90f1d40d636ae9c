"""Budget changes by people, with permission checks and audit entries."""

from typing import Any

from django.conf import settings
from django.db import transaction

from studio.accounts.locking import reload_user
from studio.accounts.models import Team, User
from studio.accounts.permissions import denial_reason_administer, require
from studio.audit.actions import Action
from studio.audit.record import record
from studio.budgets.limits import raise_for_this_month, set_budget
from studio.budgets.periods import lock_subject
from studio.budgets.status import BudgetStatus, status_of


@transaction.atomic
def change_budget(
    subject: Team | User, micros: int | None, *, is_hard: bool, extra: int | None = None, by: User
) -> bool:
    """Sets the limit from this month on (None for no limit) and this month's extra; returns whether anything changed.
    Raises Forbidden."""
    require(denial_reason_administer(reload_user(by)))
    lock_subject(subject)
    before = status_of(subject)
    set_budget(subject, micros, is_hard=is_hard)
    if extra is not None and micros is not None and extra != before.extra:
        raise_this_month(subject, extra - before.extra)
    return _record(Action.BUDGET_CHANGED, before, by)


def raise_this_month(subject: Team | User, micros: int) -> None:
    """Raises this month's limit, for the provider in use (the sandbox's budget is separate)."""
    is_sandbox = settings.PROVIDER == "sandbox"
    raise_for_this_month(subject, micros, currency=settings.CURRENCY, is_sandbox=is_sandbox)


@transaction.atomic
def raise_budget(subject: Team | User, micros: int, *, for_good: bool, by: User) -> None:
    """Adds to a budget, for this month or for every month. The caller checks the permission."""
    lock_subject(subject)
    before = status_of(subject)
    if before.limit is None:
        return
    if for_good:
        set_budget(subject, before.limit - before.extra + micros, is_hard=before.is_hard)
    else:
        raise_this_month(subject, micros)
    _record(Action.BUDGET_RAISED, before, by)


def _record(action: Action, before: BudgetStatus, by: User) -> bool:
    old, new = _facts(before), _facts(status_of(before.subject))
    names = [name for name in old if old[name] != new[name]]
    if not names:
        return False
    team = before.subject if isinstance(before.subject, Team) else None
    record(
        action,
        actor=by,
        target=before.subject,
        team=team,
        before={name: old[name] for name in names},
        after={name: new[name] for name in names},
    )
    return True


def _facts(status: BudgetStatus) -> dict[str, Any]:
    """The values that people set, in micro-units."""
    limit = None if status.limit is None else status.limit - status.extra
    return {"limit": limit, "extra": status.extra, "is_hard": status.is_hard}
