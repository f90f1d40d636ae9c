"""The monthly budget period of a team or a person: one row each, created when it is first needed."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from studio.budgets.limits import raise_for_this_month, set_budget
from studio.budgets.models import Budget, BudgetPeriod
from studio.budgets.periods import PeriodKey, open_periods, periods_of, this_month

pytestmark = pytest.mark.django_db


def period_key_of(user, team=None, *, is_sandbox=False) -> PeriodKey:
    team_id = team and team.pk
    return PeriodKey(user=user.pk, team=team_id, month=this_month(), currency="CNY", is_sandbox=is_sandbox)


def test_a_private_run_uses_the_owners_period_and_a_team_run_both(alice, team):
    assert [BudgetPeriod.objects.get(pk=pk).subject for pk in open_periods(period_key_of(alice))] == [alice]
    both = [BudgetPeriod.objects.get(pk=pk).subject for pk in open_periods(period_key_of(alice, team))]
    assert both == [alice, team] == [period.subject for period in periods_of(period_key_of(alice, team))]


def test_a_period_is_created_once_with_the_current_budget(alice):
    set_budget(alice, 5_000_000, is_hard=False)
    assert open_periods(period_key_of(alice)) == open_periods(period_key_of(alice))
    assert BudgetPeriod.objects.values_list("limit", "is_hard", "spent").get() == (5_000_000, False, 0)


def test_sandbox_and_real_runs_have_separate_periods_with_the_same_limit(alice):
    set_budget(alice, 5_000_000)
    assert open_periods(period_key_of(alice)) != open_periods(period_key_of(alice, is_sandbox=True))
    assert {*BudgetPeriod.objects.values_list("limit", flat=True)} == {5_000_000}


def test_a_changed_budget_applies_to_this_month_and_not_to_earlier_ones(alice):
    old_period = BudgetPeriod.objects.create(
        user=alice, month=date(2020, 1, 1), currency="CNY", is_sandbox=False
    )
    [current_pk] = open_periods(period_key_of(alice))
    set_budget(alice, 3_000_000)
    assert [BudgetPeriod.objects.get(pk=pk).limit for pk in (old_period.pk, current_pk)] == [None, 3_000_000]
    set_budget(alice, None)
    period = BudgetPeriod.objects.get(pk=current_pk)
    assert (period.limit, period.is_hard, Budget.objects.exists()) == (None, False, False)


def test_a_raise_applies_only_to_this_month(alice):
    set_budget(alice, 3_000_000)
    raise_for_this_month(alice, 500_000, currency="CNY", is_sandbox=False)
    period = BudgetPeriod.objects.get()
    assert (period.ceiling, period.left, Budget.objects.get().micros) == (3_500_000, 3_500_000, 3_000_000)


@pytest.mark.parametrize("both", [True, False])
def test_the_database_refuses_a_budget_of_both_a_team_and_a_user_or_of_neither(alice, team, both):
    subjects = {"team": team, "user": alice} if both else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Budget.objects.create(**subjects, micros=1)
    month = {"month": this_month(), "currency": "CNY", "is_sandbox": True}
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetPeriod.objects.create(**subjects, **month)


@pytest.mark.parametrize("column", ["spent", "reserved", "limit", "extra"])
def test_the_database_refuses_a_negative_amount(alice, column):
    [pk] = open_periods(period_key_of(alice))
    with pytest.raises(IntegrityError):
        BudgetPeriod.objects.filter(pk=pk).update(**{column: -1})


def test_a_second_row_for_the_same_month_is_refused(team):
    key = {"team": team, "month": this_month(), "currency": "CNY", "is_sandbox": True}
    BudgetPeriod.objects.create(**key)
    with pytest.raises(IntegrityError):
        BudgetPeriod.objects.create(**key)
