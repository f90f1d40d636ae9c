"""Spent sums outlive accounts and teams; budgets of accounts do not."""

import pytest

from studio.accounts.teams.actions import archive
from studio.budgets.limits import set_budget
from studio.budgets.models import Budget
from studio.generations.account_deletion import delete_account
from studio.generations.execution import transitions
from studio.generations.ledger.ledger_check import differences
from tests.accounts.factories import administrator
from tests.fixtures import run_of
from tests.generations.finished_runs import finished

pytestmark = pytest.mark.django_db


def test_what_a_deleted_account_has_spent_stays_booked_and_its_budget_goes(alice):
    set_budget(alice, 1_000_000)
    finished(alice, 2)
    delete_account(alice)
    assert not Budget.objects.exists()
    assert alice.budget_periods.get().spent == 500_000
    assert differences() == []


def test_a_run_of_a_team_that_is_archived_meanwhile_is_settled(alice, team):
    set_budget(team, 1_000_000)
    run = run_of(alice, team=team, max_images=3)
    transitions.claim(run.pk)
    archive(team, by=administrator())
    transitions.ended(run.pk, completed=True)
    assert team.budget_periods.values_list("spent", "reserved").get() == (0, 0)
    assert Budget.objects.get().subject == team
    assert differences() == []
