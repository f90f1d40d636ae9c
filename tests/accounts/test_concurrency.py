"""Concurrent requests: a link is used once, a team keeps a lead, and one administrator stays."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from studio.accounts.models import Membership, Role, User
from studio.accounts.permissions import Forbidden
from studio.accounts.teams import invitations, members
from studio.accounts.users import user_admin
from tests.accounts.factories import (
    administrator,
    invited,
    lead_of,
)
from tests.fixtures import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def run_concurrently(*functions: Callable[[], object]) -> list[str]:
    """Calls these at the same time; returns how each ended: the name of its error, or "done"."""
    start = threading.Barrier(len(functions))

    def run(function: Callable[[], object]) -> str:
        start.wait()
        try:
            function()
        except (invitations.InvitationGone, invitations.AccountExists, Forbidden) as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(functions)) as pool:
        return sorted(pool.map(run, functions), key=lambda ended: ended != "done")


def test_a_link_creates_one_account(team):
    token = invited(team, lead_of(team)).token
    ended = run_concurrently(*[lambda: invitations.join(token, name="Dora", password=PASSWORD)] * 4)
    assert ended[0] == "done"
    assert {*ended[1:]} <= {"InvitationGone", "AccountExists"}
    assert team.memberships.filter(user__email="dora@studio.example").count() == 1


def test_a_link_is_accepted_once(team, charlie):
    token = invited(team, lead_of(team), email=charlie.email).token
    ended = run_concurrently(*[lambda: invitations.accept(token, by=charlie)] * 4)
    assert ended == ["done", "InvitationGone", "InvitationGone", "InvitationGone"]


def test_of_the_last_two_leads_only_one_can_leave(team):
    leads = [Membership.objects.get(user=lead_of(team, name)) for name in ("Yue", "Mei")]
    functions = [lambda one=one: members.remove(one, by=one.user) for one in leads]
    assert run_concurrently(*functions) == ["done", "Forbidden"]
    assert team.memberships.filter(role=Role.LEAD).count() == 1


def test_of_two_administrators_only_one_can_suspend_the_other(db):
    one, other = administrator("One"), administrator("Other")
    functions = [lambda: user_admin.suspend(one, by=other), lambda: user_admin.suspend(other, by=one)]
    assert run_concurrently(*functions) == ["done", "Forbidden"]
    assert User.objects.filter(is_active=True).count() == 1
