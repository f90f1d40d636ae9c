"""Reserves a run's money before it is sent, and books the result.

In the caller's transaction and last in it: a team's row is wanted by everybody in the team. Whoever writes several
periods does so in the order of their ids, after the run's own row, so that no two wait for each other.
"""

from django.db import connection
from django.utils.translation import gettext as _

from studio.accounts.permissions import Forbidden
from studio.budgets.models import BudgetPeriod
from studio.budgets.money import format_micros
from studio.budgets.periods import PeriodKey, open_periods

# Statements rather than querysets, whose making costs several times what the database does.
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
"""Now rather than with the commit: a check waits for rows, and their owner may be waiting for these periods."""


class BudgetExceeded(Forbidden):
    """A hard budget stops a run; the message says whose, what is left of it, and what the run could cost."""

    def __init__(self, period: BudgetPeriod, cost: int) -> None:
        super().__init__(_sentence(period, cost))
        self.period = period
        self.cost = cost


def reserve(periods: list[int], amount: int) -> None:
    """Reserves micro-units in each of the run's `open_periods`, or raises BudgetExceeded; then the transaction must be
    undone.

    One conditional UPDATE for each: of many at once only as many succeed as the budget has room for.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CHECK_FOREIGN_KEYS)
        for pk in periods:
            cursor.execute(_RESERVE, {"pk": pk, "amount": amount})
            if not cursor.rowcount:
                raise BudgetExceeded(BudgetPeriod.objects.select_related("team", "user").get(pk=pk), amount)


def apply(key: PeriodKey, *, spent: int, reserved: int) -> None:
    """Books differences, which may be negative; what was reserved may always be spent, and more than that too.

    Damaged sums stay at zero rather than refuse a paid image; the comparison with the runs reports them.
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
