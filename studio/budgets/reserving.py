"""Reserves a run's cost before it is sent, and settles it afterwards.

Runs last in the caller's transaction, since everybody in a team needs the lock on its row. Periods are written in the
order of their ids, after the run's own row, to avoid deadlocks.
"""

from django.db import connection
from django.utils.translation import gettext as _

from studio.accounts.permissions import Forbidden
from studio.budgets.models import BudgetPeriod
from studio.budgets.money import format_micros
from studio.budgets.periods import PeriodKey, open_periods

# SQL rather than querysets: building one takes several times as long as the query itself.
_RESERVE = """
UPDATE budgets_budgetperiod SET reserved = reserved + %(amount)s
WHERE id = %(pk)s AND ("limit" IS NULL OR NOT is_hard OR spent + reserved + %(amount)s <= "limit" + extra)
"""
_APPLY = """
UPDATE budgets_budgetperiod
SET spent = greatest(spent + %(spent)s, 0), reserved = greatest(reserved + %(reserved)s, 0)
WHERE id = %(pk)s
"""
_CHECK_FOREIGN_KEYS = "SET CONSTRAINTS ALL IMMEDIATE"
"""Checks foreign keys now, not at commit: a check waits for row locks whose holder may wait for these periods."""


class BudgetExceeded(Forbidden):
    """A hard budget stops a run; the message names the budget, what is left, and what the run could cost."""

    def __init__(self, period: BudgetPeriod, cost: int) -> None:
        super().__init__(_sentence(period, cost))
        self.period = period
        self.cost = cost


def reserve(periods: list[int], amount: int) -> None:
    """Reserves micro-units in each of the run's `open_periods`, or raises BudgetExceeded; then the transaction must be
    rolled back.

    One conditional UPDATE per period: of concurrent runs, only as many succeed as the budget covers.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CHECK_FOREIGN_KEYS)
        for pk in periods:
            cursor.execute(_RESERVE, {"pk": pk, "amount": amount})
            if not cursor.rowcount:
                raise BudgetExceeded(BudgetPeriod.objects.select_related("team", "user").get(pk=pk), amount)


def apply(key: PeriodKey, *, spent: int, reserved: int) -> None:
    """Adds differences, which may be negative; spending may exceed the reservation and the limit.

    Sums stop at zero, so that a damaged one does not refuse a paid image; the ledger check reports it.
    """
    periods = open_periods(key)
    with connection.cursor() as cursor:
        cursor.execute(_CHECK_FOREIGN_KEYS)
        for pk in periods:
            cursor.execute(_APPLY, {"pk": pk, "spent": spent, "reserved": reserved})


def _sentence(period: BudgetPeriod, cost: int) -> str:
    amounts = {
        "left": format_micros(period.left or 0, period.currency),
        "cost": format_micros(cost, period.currency),
    }
    if period.team:
        return _(
            "The budget of %(team)s for this month has %(left)s left, and this run can cost up to %(cost)s. "
            "Nothing was sent or billed."
        ) % {**amounts, "team": period.team}
    return (
        _(
            "Your budget for this month has %(left)s left, and this run can cost up to %(cost)s. "
            "Nothing was sent or billed."
        )
        % amounts
    )
