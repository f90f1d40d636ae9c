"""Keeps a run's amounts in sync with its images: what is billed is spent, what may still be billed is reserved."""

from django.db.models import Count, Q

from studio.budgets import reserving
from studio.budgets.periods import PeriodKey, month_of
from studio.generations.models import Generation, Image
from studio.generations.states import BILLED, OPEN_SLOTS, RESERVING


def period_key_of(run: Generation) -> PeriodKey:
    """The period of the click's month, whenever the images arrive."""
    return PeriodKey(
        user=run.owner_id,
        team=run.team_id,
        month=month_of(run.day),
        currency=run.currency,
        is_sandbox=run.is_sandbox,
    )


def settle(run: Generation) -> None:
    """Books what has changed since the last time, if anything.

    Call it last in the transaction that changed the slots, since other transactions wait for the rows that it locks.
    """
    row = Generation.objects.select_for_update(of=("self",), no_key=True).get(pk=run.pk)
    spent, reserved = amounts_of(row)
    if (spent, reserved) == (row.spent, row.reserved):
        return
    Generation.objects.filter(pk=row.pk).update(spent=spent, reserved=reserved)
    reserving.apply(period_key_of(row), spent=spent - row.spent, reserved=reserved - row.reserved)


def amounts_of(run: Generation) -> tuple[int, int]:
    """The amounts spent and reserved by the run's slots. An unknown outcome stays reserved until a person decides."""
    slots = Image.objects.filter(generation=run.pk).order_by()
    counts = slots.aggregate(
        billed=Count("pk", filter=Q(state__in=BILLED)), open=Count("pk", filter=Q(state__in=OPEN_SLOTS))
    )
    open_slots = counts["open"] if run.state in RESERVING else 0
    return run.price * counts["billed"], run.price * open_slots
