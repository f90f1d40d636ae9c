"""Two at the same moment: a link lets one person in once, and a team keeps a lead."""

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


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Begins them together; how each ended: its error's name, or "done"."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        start.wait()
        try:
            act()
        except (invitations.InvitationGone, invitations.AccountExists, Forbidden) as error:
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts), key=lambda ended: ended != "done")


def test_a_link_makes_one_account(team):
    token = invited(team, lead_of(team)).token
    ended = at_once(*[lambda: invitations.join(token, name="Dora", password=PASSWORD)] * 4)
    assert ended[0] == "done"
    assert {*ended[1:]} <= {"InvitationGone", "AccountExists"}
    assert team.memberships.filter(user__email="dora@studio.example").count() == 1


def test_a_link_is_accepted_once(team, charlie):
    token = invited(team, lead_of(team), email=charlie.email).token
    ended = at_once(*[lambda: invitations.accept(token, by=charlie)] * 4)
    assert ended == ["done", "InvitationGone", "InvitationGone", "InvitationGone"]


def test_of_two_last_leads_one_stays(team):
    leads = [Membership.objects.get(user=lead_of(team, name)) for name in ("Yue", "Mei")]
    acts = [lambda one=one: members.remove(one, by=one.user) for one in leads]
    assert at_once(*acts) == ["done", "Forbidden"]
    assert team.memberships.filter(role=Role.LEAD).count() == 1


def test_of_two_administrators_who_suspend_each_other_one_stays(db):
    one, other = administrator("One"), administrator("Other")
    acts = [lambda: user_admin.suspend(one, by=other), lambda: user_admin.suspend(other, by=one)]
    assert at_once(*acts) == ["done", "Forbidden"]
    assert User.objects.filter(is_active=True).count() == 1
