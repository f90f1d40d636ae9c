"""The budget card: the state of each budget and its forecast at the current rate."""

from datetime import timedelta

import pytest

from studio.accounts.models import Team
from studio.budgets.models import BudgetPeriod
from studio.budgets.periods import this_month
from studio.budgets.status import statuses
from studio.usage.figures import Figures, MoneyKind, Sums
from studio.usage.report import budget_lines as budget_lines_module
from studio.usage.report.budget_lines import BudgetLine, budget_lines, budget_total

pytestmark = pytest.mark.django_db

TENTH = this_month().replace(day=10)
"""Today in these tests."""
MONEY_KIND = MoneyKind(currency="CNY", is_sandbox=True)
CNY = 1_000_000


@pytest.fixture(autouse=True)
def _freeze_today(monkeypatch):
    monkeypatch.setattr(budget_lines_module, "today", lambda: TENTH)


def create_budget(team: Team, spent: int, limit: int, *, is_hard: bool = True):
    fields = {"spent": spent * CNY, "limit": limit * CNY, "is_hard": is_hard}
    BudgetPeriod.objects.create(team=team, month=this_month(), currency="CNY", is_sandbox=True, **fields)
    return statuses([team])


def line(team: Team, spent: int, limit: int, *, daily: int = 0, **fields: bool) -> BudgetLine:
    days = {(TENTH - timedelta(days=back), team.pk): Sums(micros=daily * CNY) for back in range(28)}
    [found] = budget_lines(
        create_budget(team, spent, limit, **fields), MONEY_KIND, Figures(other_days=days if daily else {})
    )
    return found


def test_a_budget_that_will_last_shows_its_forecast(team):
    found = line(team, 10, 100_000, daily=1)
    assert found.sentence.startswith("On course for CN¥")
    assert (found.severity, found.bar) == ("", 0)


def test_without_a_forecast_it_shows_what_is_left(team):
    assert line(team, 10, 100).sentence == "CN¥90.00 left"


def test_a_budget_that_will_run_out_shows_the_date(team):
    found = line(team, 90, 92, daily=1)
    assert found.sentence.startswith("On course to run out on ")
    assert found.sentence.endswith(" 12")
    assert found.severity == "warn"


def test_a_hard_budget_that_is_spent_stops_runs_and_a_soft_one_does_not(team):
    other = Team.objects.create(name="Other", slug="other")
    hard, soft = line(team, 12, 10), line(other, 12, 10, is_hard=False)
    assert (hard.sentence, hard.severity, hard.bar) == ("Over budget, new runs are stopped", "danger", 100)
    assert soft.sentence == "Over budget"


def test_two_budgets_have_a_total(team):
    other = Team.objects.create(name="Other", slug="other")
    found = [*create_budget(team, 10, 100), *create_budget(other, 20, 100)]
    total = budget_total(found, MONEY_KIND)
    assert (total.used, total.limit, total.percent) == ("CN¥30.00", "CN¥200.00", 15)
    assert budget_total(found[:1], MONEY_KIND) is None
