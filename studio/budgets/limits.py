"""Sets and raises budgets. The caller checks permissions and writes the audit entry."""

from typing import Any

from django.db import transaction
from django.db.models import F

from studio.accounts.models import Team, User
from studio.budgets.models import Budget, BudgetPeriod
from studio.budgets.periods import lock_subject, open_period, subject_fields, this_month


@transaction.atomic
def set_budget(subject: Team | User, micros: int | None, *, is_hard: bool = True) -> None:
    """Sets the limit from this month on; None for no limit. This month's extra stays."""
    lock_subject(subject)
    if micros is None:
        Budget.objects.filter(**subject_fields(subject)).delete()
    else:
        values = {"micros": micros, "is_hard": is_hard}
        Budget.objects.update_or_create(**subject_fields(subject), defaults=values)
    BudgetPeriod.objects.filter(**subject_fields(subject), month__gte=this_month()).update(
        limit=micros, is_hard=is_hard and micros is not None
    )


@transaction.atomic
def raise_for_this_month(subject: Team | User, micros: int, *, currency: str, is_sandbox: bool) -> None:
    """Adds to this month's limit only, in the budget of the sandbox or of real providers."""
    period = open_period(subject, month=this_month(), currency=currency, is_sandbox=is_sandbox)
    BudgetPeriod.objects.filter(pk=period.pk).update(extra=F("extra") + micros)


def delete_budget(*, person: User, **_kwargs: Any) -> None:
    """Deletes the budget of a deleted account; its periods stay."""
    Budget.objects.filter(user=person).delete()
