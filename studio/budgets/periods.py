"""Finds the months' rows in which a run is booked, and makes those that are missing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from studio.accounts.models import Team, User
from studio.budgets.models import Budget, BudgetPeriod

# A statement rather than a queryset, whose making costs several times what the database does.
_PERIODS = """
SELECT id FROM budgets_budgetperiod
WHERE month = %(month)s AND currency = %(currency)s AND is_sandbox = %(is_sandbox)s
    AND (team_id IS NULL AND user_id = %(user)s OR team_id = %(team)s AND user_id IS NULL)
ORDER BY id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodKey:
    """The months that a run's money is written to: its person's, and its team's where it has one."""

    user: int
    team: int | None
    month: date
    currency: str
    is_sandbox: bool

    @property
    def fields(self) -> dict[str, Any]:
        return {"month": self.month, "currency": self.currency, "is_sandbox": self.is_sandbox}


def this_month() -> date:
    """The first day of the month in the installation's time zone."""
    return month_of(timezone.localdate(timezone=timezone.get_default_timezone()))


def month_of(day: date) -> date:
    return day.replace(day=1)


def periods_of(key: PeriodKey) -> QuerySet[BudgetPeriod]:
    """In the order in which they are locked: a transaction that changes several locks all of them first."""
    subjects = Q(team=None, user=key.user)
    if key.team is not None:
        subjects |= Q(team=key.team, user=None)
    return BudgetPeriod.objects.filter(subjects, **key.fields).order_by("pk")


def open_periods(key: PeriodKey) -> list[int]:
    """The ids of the run's periods in the order in which they are locked; missing ones are made."""
    there = _find(key)
    if len(there) == 1 + (key.team is not None):
        return there
    if key.team is not None:
        open_period(Team(pk=key.team), **key.fields)
    open_period(User(pk=key.user), **key.fields)
    return _find(key)


def _find(key: PeriodKey) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_PERIODS, {"user": key.user, "team": key.team, **key.fields})
        return [pk for (pk,) in cursor.fetchall()]


@transaction.atomic
def open_period(subject: Team | User, **key: Any) -> BudgetPeriod:
    """The month's row, made with the budget of now when it is missing."""
    lock_subject(subject)
    budget = Budget.objects.filter(**subject_fields(subject)).first()
    limit = {"limit": budget.micros, "is_hard": budget.is_hard} if budget else {}
    return BudgetPeriod.objects.get_or_create(**subject_fields(subject), **key, defaults=limit)[0]


def lock_subject(subject: Team | User) -> None:
    """Who changes a budget and who opens a period lock the same row, so that each sees the other's change."""
    type(subject)._default_manager.select_for_update(no_key=True).get(pk=subject.pk)


def subject_fields(subject: Team | User) -> dict[str, Any]:
    """The columns that identify a row's subject."""
    is_team = isinstance(subject, Team)
    return {"team_id": subject.pk if is_team else None, "user_id": None if is_team else subject.pk}
