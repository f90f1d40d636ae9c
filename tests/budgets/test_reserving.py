"""Reserving and spending amounts in the budget periods, without runs."""

import pytest

from studio.budgets.limits import raise_for_this_month, set_budget
from studio.budgets.models import BudgetPeriod
from studio.budgets.periods import open_periods
from studio.budgets.reserving import BudgetExceeded, apply, reserve
from tests.budgets.test_periods import period_key_of

pytestmark = pytest.mark.django_db


def spent_and_reserved(subject) -> tuple[int, int]:
    return subject.budget_periods.values_list("spent", "reserved").get()


def test_a_team_run_reserves_from_the_team_and_from_its_owner(alice, team):
    reserve(open_periods(period_key_of(alice, team)), 300)
    reserve(open_periods(period_key_of(alice)), 200)
    assert (spent_and_reserved(team), spent_and_reserved(alice)) == ((0, 300), (0, 500))


def test_a_hard_budget_accepts_exactly_what_is_left(alice):
    set_budget(alice, 1000)
    apply(period_key_of(alice), spent=300, reserved=0)
    reserve(open_periods(period_key_of(alice)), 700)
    with pytest.raises(BudgetExceeded):
        reserve(open_periods(period_key_of(alice)), 1)
    assert spent_and_reserved(alice) == (300, 700)


def test_a_raise_of_this_month_can_be_reserved_too(alice):
    set_budget(alice, 1000)
    raise_for_this_month(alice, 500, currency="CNY", is_sandbox=False)
    reserve(open_periods(period_key_of(alice)), 1500)
    with pytest.raises(BudgetExceeded):
        reserve(open_periods(period_key_of(alice)), 1)


def test_a_soft_budget_refuses_nothing(alice):
    set_budget(alice, 1000, is_hard=False)
    reserve(open_periods(period_key_of(alice)), 5000)
    assert BudgetPeriod.objects.get().left == 0


def test_the_error_names_the_budget_the_amount_left_and_the_cost(alice, team):
    set_budget(team, 1_250_000)
    with pytest.raises(BudgetExceeded) as caught:
        reserve(open_periods(period_key_of(alice, team)), 1_500_000)
    error = caught.value
    assert (error.period.subject, error.period.left, error.cost) == (team, 1_250_000, 1_500_000)
    assert str(error) == (
        "The budget of Brand Studio for this month has CN¥1.25 left, and this run can cost up to CN¥1.50. "
        "Nothing was sent or billed."
    )


def test_billed_images_are_spent_even_beyond_the_reservation(alice):
    set_budget(alice, 1000)
    reserve(open_periods(period_key_of(alice)), 1000)
    apply(period_key_of(alice), spent=1500, reserved=-1000)
    assert spent_and_reserved(alice) == (1500, 0)


def test_a_wrong_reservation_does_not_refuse_a_paid_image(alice):
    apply(period_key_of(alice), spent=250, reserved=-250)
    assert spent_and_reserved(alice) == (250, 0)
