"""Finds and creates the budget periods that a run is charged to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from studio.accounts.models import Team, User
from studio.budgets.models import Budget, BudgetPeriod

# SQL rather than a queryset: building one takes several times as long as the query itself.
_PERIODS = """
SELECT id FROM budgets_budgetperiod
WHERE month = %(month)s AND currency = %(currency)s AND is_sandbox = %(is_sandbox)s
    AND (team_id IS NULL AND user_id = %(user)s OR team_id = %(team)s AND user_id IS NULL)
ORDER BY id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodKey:
    """Identifies the periods that a run is charged to: its person's, and its team's if it has one."""

    user: int
    team: int | None
    month: date
    currency: str
    is_sandbox: bool

    @property
    def fields(self) -> dict[str, Any]:
        return {"month": self.month, "currency": self.currency, "is_sandbox": self.is_sandbox}


def this_month() -> date:
    """The first day of the current month in the installation's time zone."""
    return month_of(timezone.localdate(timezone=timezone.get_default_timezone()))


def month_of(day: date) -> date:
    return day.replace(day=1)


def periods_of(key: PeriodKey) -> QuerySet[BudgetPeriod]:
    """The periods in lock order: a transaction that changes several locks all of them first."""
    subjects = Q(team=None, user=key.user)
    if key.team is not None:
        subjects |= Q(team=key.team, user=None)
    return BudgetPeriod.objects.filter(subjects, **key.fields).order_by("pk")


def open_periods(key: PeriodKey) -> list[int]:
    """The ids of the run's periods in lock order; creates missing ones."""
    existing = _find_periods(key)
    if len(existing) == 1 + (key.team is not None):
        return existing
    if key.team is not None:
        open_period(Team(pk=key.team), **key.fields)
    open_period(User(pk=key.user), **key.fields)
    return _find_periods(key)


def _find_periods(key: PeriodKey) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_PERIODS, {"user": key.user, "team": key.team, **key.fields})
        return [pk for (pk,) in cursor.fetchall()]


@transaction.atomic
def open_period(subject: Team | User, **key: Any) -> BudgetPeriod:
    """Returns the month's row; creates it with the current budget if it is missing."""
    lock_subject(subject)
    budget = Budget.objects.filter(**subject_fields(subject)).first()
    limit = {"limit": budget.micros, "is_hard": budget.is_hard} if budget else {}
    return BudgetPeriod.objects.get_or_create(**subject_fields(subject), **key, defaults=limit)[0]


def lock_subject(subject: Team | User) -> None:
    """Changing a budget and opening a period lock the same row, so that each sees the other's change."""
    type(subject)._default_manager.select_for_update(no_key=True).get(pk=subject.pk)


def subject_fields(subject: Team | User) -> dict[str, Any]:
    """The columns that identify the subject of a budget or period."""
    is_team = isinstance(subject, Team)
    return {"team_id": subject.pk if is_team else None, "user_id": None if is_team else subject.pk}
