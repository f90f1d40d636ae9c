"""Spending is kept when an account is deleted or a team archived; the budget of the account is deleted."""

import pytest

from studio.accounts.teams.actions import archive
from studio.budgets.limits import set_budget
from studio.budgets.models import Budget
from studio.generations.account_deletion import delete_account
from studio.generations.execution import transitions
from studio.generations.ledger.ledger_check import differences
from tests.accounts.factories import administrator
from tests.fixtures import create_run
from tests.generations.finished_runs import finished_run

pytestmark = pytest.mark.django_db


def test_deleting_an_account_keeps_its_spending_and_deletes_its_budget(alice):
    set_budget(alice, 1_000_000)
    finished_run(alice, 2)
    delete_account(alice)
    assert not Budget.objects.exists()
    assert alice.budget_periods.get().spent == 500_000
    assert differences() == []


def test_a_run_is_settled_after_its_team_was_archived(alice, team):
    set_budget(team, 1_000_000)
    run = create_run(alice, team=team, max_images=3)
    transitions.claim(run.pk)
    archive(team, by=administrator())
    transitions.ended(run.pk, completed=True)
    assert team.budget_periods.values_list("spent", "reserved").get() == (0, 0)
    assert Budget.objects.get().subject == team
    assert differences() == []
