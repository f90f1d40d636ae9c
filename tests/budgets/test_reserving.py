"""Reserving, and what becomes of it, in the books alone."""

import pytest

from studio.budgets.limits import raise_for_this_month, set_budget
from studio.budgets.models import BudgetPeriod
from studio.budgets.periods import open_periods
from studio.budgets.reserving import BudgetExceeded, apply, reserve
from tests.budgets.test_periods import period_key_of

pytestmark = pytest.mark.django_db


def booked(subject) -> tuple[int, int]:
    return subject.budget_periods.values_list("spent", "reserved").get()


def test_a_teams_run_draws_on_the_teams_and_the_persons(alice, team):
    reserve(open_periods(period_key_of(alice, team)), 300)
    reserve(open_periods(period_key_of(alice)), 200)
    assert (booked(team), booked(alice)) == ((0, 300), (0, 500))


def test_a_hard_budget_admits_what_fits_to_the_last_unit(alice):
    set_budget(alice, 1000)
    apply(period_key_of(alice), spent=300, reserved=0)
    reserve(open_periods(period_key_of(alice)), 700)
    with pytest.raises(BudgetExceeded):
        reserve(open_periods(period_key_of(alice)), 1)
    assert booked(alice) == (300, 700)


def test_what_the_month_was_raised_by_may_be_reserved_too(alice):
    set_budget(alice, 1000)
    raise_for_this_month(alice, 500, currency="CNY", is_sandbox=False)
    reserve(open_periods(period_key_of(alice)), 1500)
    with pytest.raises(BudgetExceeded):
        reserve(open_periods(period_key_of(alice)), 1)


def test_a_soft_budget_stops_nothing(alice):
    set_budget(alice, 1000, is_hard=False)
    reserve(open_periods(period_key_of(alice)), 5000)
    assert BudgetPeriod.objects.get().left == 0


def test_the_error_names_whose_budget_what_is_left_and_the_cost(alice, team):
    set_budget(team, 1_250_000)
    with pytest.raises(BudgetExceeded) as refused:
        reserve(open_periods(period_key_of(alice, team)), 1_500_000)
    error = refused.value
    assert (error.period.subject, error.period.left, error.cost) == (team, 1_250_000, 1_500_000)
    assert str(error) == (
        "The budget of Brand Studio for this month has CN¥1.25 left, and this run can cost up to CN¥1.50. "
        "Nothing was sent or billed."
    )


def test_more_may_be_spent_than_was_reserved_because_it_is_billed(alice):
    set_budget(alice, 1000)
    reserve(open_periods(period_key_of(alice)), 1000)
    apply(period_key_of(alice), spent=1500, reserved=-1000)
    assert booked(alice) == (1500, 0)


def test_damaged_books_do_not_refuse_a_paid_image(alice):
    apply(period_key_of(alice), spent=250, reserved=-250)
    assert booked(alice) == (250, 0)
