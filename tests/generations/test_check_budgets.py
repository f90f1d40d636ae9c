"""`manage.py check_budgets` finds, names and repairs ledger mismatches."""

import io

import pytest
from django.core.management import CommandError, call_command

from studio.budgets.models import BudgetPeriod
from studio.generations.ledger.ledger_check import differences
from studio.generations.models import Generation
from tests.fixtures import create_run
from tests.generations.finished_runs import finished_run

pytestmark = pytest.mark.django_db


def check_budgets(*options: str) -> str:
    output = io.StringIO()
    call_command("check_budgets", *options, stdout=output, stderr=io.StringIO())
    return output.getvalue()


def test_a_consistent_ledger_is_reported_as_balanced(alice, team):
    finished_run(alice, 2, team=team)
    create_run(alice, max_images=3)
    assert check_budgets() == "All books balance.\n"


def test_a_period_that_differs_is_named_with_both_amounts(alice):
    run = finished_run(alice, 2)
    BudgetPeriod.objects.update(spent=1, reserved=2)
    [found] = differences()
    month = f"{run.day:%Y-%m}"
    assert str(found) == (
        f"Alice · {month} (sandbox, CNY): 1 spent and 2 reserved booked, 500000 spent and 0 reserved expected"
    )
    with pytest.raises(CommandError, match="1 of the books differ"):
        check_budgets()


def test_a_missing_period_is_found_and_created_again(alice, team):
    finished_run(alice, 2, team=team)
    BudgetPeriod.objects.all().delete()
    assert check_budgets("--repair") == "2 of the books were repaired.\n"
    assert [*BudgetPeriod.objects.values_list("spent", flat=True)] == [500_000, 500_000]


def test_a_run_that_differs_from_its_images_is_repaired_with_its_periods(alice):
    run = finished_run(alice, 2)
    Generation.objects.update(spent=0, reserved=7)
    assert [found.name for found in differences()] == [
        f"run {run.pk}",
        f"Alice · {run.day:%Y-%m} (sandbox, CNY)",
    ]
    check_budgets("--repair")
    assert differences() == []
    assert BudgetPeriod.objects.values_list("spent", "reserved").get() == (500_000, 0)
