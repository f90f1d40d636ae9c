"""Each change to a team or its members leaves one audit entry."""

import pytest
from django.db import transaction

from studio.accounts.models import Membership, Role
from studio.accounts.permissions import Forbidden
from studio.accounts.teams import actions, invitations, members
from studio.audit.actions import Action
from studio.audit.models import AuditEntry
from tests.accounts.factories import invited
from tests.audit.entries import only_entry, recorded_actions

pytestmark = pytest.mark.django_db


def test_creating_editing_archiving_and_restoring_a_team_are_recorded(root):
    team = actions.create_team("Posters", by=root)
    actions.edit_team(team, name="Prints", watermark_default=True, by=root)
    actions.set_quota(team, 5, by=root)
    for change in (actions.archive, actions.archive, actions.restore, actions.restore):
        change(team, by=root)
    assert recorded_actions() == [
        Action.TEAM_CREATED, Action.TEAM_EDITED, Action.TEAM_EDITED, Action.TEAM_ARCHIVED, Action.TEAM_RESTORED,
    ]  # fmt: skip
    assert {*AuditEntry.objects.values_list("team_id", flat=True)} == {team.pk}


def test_an_edit_records_only_what_changed(root, team):
    actions.edit_team(team, name="Prints", watermark_default=team.watermark_default, by=root)
    entry = only_entry(Action.TEAM_EDITED)
    assert (entry.before, entry.after) == ({"name": "Brand Studio"}, {"name": "Prints"})


def test_an_edit_that_changes_nothing_leaves_no_entry(root, team):
    actions.edit_team(team, name=team.name, watermark_default=team.watermark_default, by=root)
    actions.set_quota(team, team.storage_gb, by=root)
    assert not recorded_actions()


def test_role_changes_and_removals_are_recorded(root, team, bob):
    member = Membership.objects.get(user=bob)
    for role in (Role.VIEWER, Role.VIEWER):
        members.set_role(member, role, by=root)
    members.remove(member, by=root)
    assert recorded_actions() == [Action.ROLE_CHANGED, Action.REMOVED]
    entry = only_entry(Action.ROLE_CHANGED)
    assert (entry.target_id, entry.before, entry.after) == (bob.pk, {"role": "designer"}, {"role": "viewer"})


def test_leaving_is_not_recorded_as_a_removal(team, bob):
    members.remove(Membership.objects.get(user=bob), by=bob)
    assert recorded_actions() == [Action.LEFT]


def test_creating_and_accepting_an_invitation_are_recorded(root, team, charlie):
    issued = invited(team, root, email=charlie.email)
    invitations.accept(issued.token, by=charlie)
    assert recorded_actions() == [Action.INVITED, Action.JOINED]
    assert only_entry(Action.INVITED).target_name == charlie.email
    assert only_entry(Action.JOINED).after == {"role": "reviewer"}


def test_revoking_an_invitation_twice_is_recorded_once(root, team):
    invitation = invited(team, root).invitation
    for _click in range(2):
        invitations.revoke(invitation, by=root)
    assert recorded_actions() == [Action.INVITED, Action.INVITATION_REVOKED]


def test_joining_as_a_new_user_leaves_one_entry(root, team):
    issued = invited(team, root)
    person = invitations.join(issued.token, name="Dora", password="a long enough password")
    assert only_entry(Action.JOINED).actor_id == person.pk


def test_an_administrator_who_joins_as_lead_is_recorded(root, team):
    members.join_as_lead(team, by=root)
    assert only_entry(Action.JOINED).after == {"role": "lead"}


def test_a_refused_or_rolled_back_change_leaves_no_entry(root, team, bob):
    with pytest.raises(Forbidden):
        actions.archive(team, by=bob)
    with transaction.atomic():
        actions.archive(team, by=root)
        transaction.set_rollback(True)
    assert not recorded_actions()
