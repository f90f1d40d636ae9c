"""A month's row of a team or a person: one each, made when it is first needed."""

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


def test_a_private_run_has_the_persons_period_and_a_teams_run_both(alice, team):
    assert [BudgetPeriod.objects.get(pk=pk).subject for pk in open_periods(period_key_of(alice))] == [alice]
    both = [BudgetPeriod.objects.get(pk=pk).subject for pk in open_periods(period_key_of(alice, team))]
    assert both == [alice, team] == [period.subject for period in periods_of(period_key_of(alice, team))]


def test_a_period_is_made_once_and_begins_with_the_budget_of_then(alice):
    set_budget(alice, 5_000_000, is_hard=False)
    assert open_periods(period_key_of(alice)) == open_periods(period_key_of(alice))
    assert BudgetPeriod.objects.values_list("limit", "is_hard", "spent").get() == (5_000_000, False, 0)


def test_sandbox_and_real_runs_have_books_of_their_own_with_the_same_limit(alice):
    set_budget(alice, 5_000_000)
    assert open_periods(period_key_of(alice)) != open_periods(period_key_of(alice, is_sandbox=True))
    assert {*BudgetPeriod.objects.values_list("limit", flat=True)} == {5_000_000}


def test_a_changed_budget_holds_this_month_and_leaves_the_last_one(alice):
    last = BudgetPeriod.objects.create(user=alice, month=date(2020, 1, 1), currency="CNY", is_sandbox=False)
    [now] = open_periods(period_key_of(alice))
    set_budget(alice, 3_000_000)
    assert [BudgetPeriod.objects.get(pk=pk).limit for pk in (last.pk, now)] == [None, 3_000_000]
    set_budget(alice, None)
    period = BudgetPeriod.objects.get(pk=now)
    assert (period.limit, period.is_hard, Budget.objects.exists()) == (None, False, False)


def test_a_raise_is_for_this_month_alone(alice):
    set_budget(alice, 3_000_000)
    raise_for_this_month(alice, 500_000, currency="CNY", is_sandbox=False)
    period = BudgetPeriod.objects.get()
    assert (period.ceiling, period.left, Budget.objects.get().micros) == (3_500_000, 3_500_000, 3_000_000)


@pytest.mark.parametrize("both", [True, False])
def test_a_budget_of_both_or_of_nobody_is_refused_by_the_database(alice, team, both):
    subjects = {"team": team, "user": alice} if both else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        Budget.objects.create(**subjects, micros=1)
    month = {"month": this_month(), "currency": "CNY", "is_sandbox": True}
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetPeriod.objects.create(**subjects, **month)


@pytest.mark.parametrize("column", ["spent", "reserved", "limit", "extra"])
def test_no_amount_is_negative(alice, column):
    [pk] = open_periods(period_key_of(alice))
    with pytest.raises(IntegrityError):
        BudgetPeriod.objects.filter(pk=pk).update(**{column: -1})


def test_a_second_row_for_the_same_month_is_refused(team):
    key = {"team": team, "month": this_month(), "currency": "CNY", "is_sandbox": True}
    BudgetPeriod.objects.create(**key)
    with pytest.raises(IntegrityError):
        BudgetPeriod.objects.create(**key)
