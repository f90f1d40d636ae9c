"""Users around one team, for the tests of teams, invitations and user administration."""

from typing import Any

import pytest
from django.urls import reverse

from studio.accounts.keys.issuing import IssuedKey, create_key
from studio.accounts.models import Membership, Role, Scope, Team, User
from studio.accounts.teams import invitations
from studio.accounts.teams.invitations import IssuedInvitation
from tests.fixtures import create_user


def lead_of(team: Team, name: str = "Yue") -> User:
    """A new lead of the team."""
    lead = create_user(name)
    Membership.objects.create(team=team, user=lead, role=Role.LEAD)
    return lead


def administrator(name: str = "Root") -> User:
    user = create_user(name)
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def lead(team: Team) -> User:
    return lead_of(team)


@pytest.fixture
def root(db: None) -> User:
    return administrator()


def auditor(name: str = "Iris") -> User:
    user = create_user(name)
    User.objects.filter(pk=user.pk).update(is_auditor=True)
    return User.objects.get(pk=user.pk)


def invited(
    team: Team, by: User, email: str = "dora@studio.example", role: str = Role.REVIEWER
) -> IssuedInvitation:
    return invitations.invite(team, email=email, role=role, by=by)


def join_url(issued: IssuedInvitation) -> str:
    """The path of an invitation's link."""
    return reverse("join", args=[issued.token])


def access_key(owner: User, team: Team | None = None, **changes: Any) -> IssuedKey:
    """A new key with all scopes, and its secret."""
    fields = {"name": "Scripts", "scopes": list(Scope), **changes}
    return create_key(owner=owner, team=team, by=owner, **fields)
