"""Compares the sums of spent and reserved money: periods with their runs, and runs with their images.

A transition writes all of them in one transaction, so a difference is a bug, or a manual change of the database.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum

from studio.budgets.models import BudgetPeriod
from studio.budgets.periods import open_period
from studio.generations.ledger.settlement import settle
from studio.generations.models import Generation
from studio.generations.states import BILLED, OPEN_SLOTS, RESERVING

# Each statement sees a consistent snapshot, whatever is booked meanwhile.
_RUNS = """
SELECT run.id, run.spent, run.reserved, slots.spent, slots.reserved
FROM generations_generation run
CROSS JOIN LATERAL (
    SELECT run.price * count(*) FILTER (WHERE image.state = ANY(%(billed)s)) AS spent,
           run.price * count(*) FILTER (
               WHERE image.state = ANY(%(open)s) AND run.state = ANY(%(reserving)s)
           ) AS reserved
    FROM generations_image image WHERE image.generation_id = run.id
) slots
WHERE run.day >= %(since)s AND (run.spent, run.reserved) <> (slots.spent, slots.reserved)
ORDER BY run.id LIMIT %(limit)s
"""

_PERIODS = """
WITH runs AS (
    SELECT subject.team_id, subject.user_id, date_trunc('month', run.day)::date AS month, run.currency,
           run.provider = 'sandbox' AS is_sandbox, sum(run.spent) AS spent, sum(run.reserved) AS reserved
    FROM generations_generation run
    CROSS JOIN LATERAL (VALUES (NULL::bigint, run.owner_id), (run.team_id, NULL)) subject (team_id, user_id)
    WHERE run.day >= %(since)s AND (subject.team_id IS NOT NULL OR subject.user_id IS NOT NULL)
    GROUP BY 1, 2, 3, 4, 5
), periods AS (
    SELECT * FROM budgets_budgetperiod WHERE month >= %(since)s
)
SELECT coalesce(periods.team_id, runs.team_id), coalesce(periods.user_id, runs.user_id),
       coalesce(periods.month, runs.month), coalesce(periods.currency, runs.currency),
       coalesce(periods.is_sandbox, runs.is_sandbox), coalesce(periods.spent, 0), coalesce(periods.reserved, 0),
       coalesce(runs.spent, 0), coalesce(runs.reserved, 0)
FROM periods FULL JOIN runs
    ON coalesce(periods.team_id, 0) = coalesce(runs.team_id, 0)
    AND coalesce(periods.user_id, 0) = coalesce(runs.user_id, 0)
    AND periods.month = runs.month AND periods.currency = runs.currency AND periods.is_sandbox = runs.is_sandbox
WHERE (coalesce(periods.spent, 0), coalesce(periods.reserved, 0))
    <> (coalesce(runs.spent, 0), coalesce(runs.reserved, 0))
ORDER BY 3, 1, 2 LIMIT %(limit)s
"""

EARLIEST = date(1, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What is booked, and what it should be, in micro-units: spent and reserved."""

    of: Generation | BudgetPeriod
    booked: tuple[int, int]
    expected: tuple[int, int]

    @property
    def name(self) -> str:
        """Without the prompt, which may be private."""
        if isinstance(self.of, Generation):
            return f"run {self.of.pk}"
        return f"{self.of} ({'sandbox, ' if self.of.is_sandbox else ''}{self.of.currency})"

    def __str__(self) -> str:
        return f"{self.name}: {_amounts(self.booked)} booked, {_amounts(self.expected)} expected"


def differences(since: date = EARLIEST, *, limit: int | None = None) -> list[Difference]:
    """The differences of runs since that day, and of periods since its month; at most `limit` of each."""
    return [*_of_runs(since, limit), *_of_periods(since.replace(day=1), limit)]


def _of_runs(since: date, limit: int | None) -> Iterator[Difference]:
    states: dict[str, Any] = {"billed": [*BILLED], "open": [*OPEN_SLOTS], "reserving": [*RESERVING]}
    with connection.cursor() as cursor:
        cursor.execute(_RUNS, {"since": since, "limit": limit, **states})
        for run, *amounts in cursor.fetchall():
            yield _difference(Generation(pk=run), amounts)


def _of_periods(since: date, limit: int | None) -> Iterator[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(_PERIODS, {"since": since, "limit": limit})
        for team, user, month, currency, is_sandbox, *amounts in cursor.fetchall():
            key: dict[str, Any] = {"month": month, "currency": currency, "is_sandbox": is_sandbox}
            yield _difference(BudgetPeriod(team_id=team, user_id=user, **key), amounts)


def _difference(of: Generation | BudgetPeriod, amounts: Sequence[int]) -> Difference:
    spent, reserved, expected_spent, expected_reserved = map(int, amounts)
    return Difference(of=of, booked=(spent, reserved), expected=(expected_spent, expected_reserved))


def _amounts(pair: tuple[int, int]) -> str:
    return f"{pair[0]} spent and {pair[1]} reserved"


def repair(found: Difference) -> None:
    """Corrects a run from its images, which also updates its periods, or a period from its runs."""
    if isinstance(found.of, Generation):
        with transaction.atomic():
            settle(found.of)
    else:
        _repair_period(found.of)


@transaction.atomic
def _repair_period(wrong: BudgetPeriod) -> None:
    """Locks the period's row, so that nothing is booked on it while the sum is calculated."""
    key = {"month": wrong.month, "currency": wrong.currency, "is_sandbox": wrong.is_sandbox}
    period = BudgetPeriod.objects.select_for_update().get(pk=open_period(wrong.subject, **key).pk)
    owner_or_team = {"team": period.team_id} if period.team_id else {"owner": period.user_id}
    runs = Generation.objects.filter(
        **owner_or_team, day__year=wrong.month.year, day__month=wrong.month.month, currency=wrong.currency
    )
    runs = runs.filter(provider="sandbox") if wrong.is_sandbox else runs.exclude(provider="sandbox")
    sums = runs.aggregate(spent=Sum("spent", default=0), reserved=Sum("reserved", default=0))
    BudgetPeriod.objects.filter(pk=period.pk).update(**sums)
