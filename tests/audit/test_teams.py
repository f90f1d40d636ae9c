"""What becomes of teams and their members leaves one entry each."""

import pytest
from django.db import transaction

from studio.accounts.models import Membership, Role
from studio.accounts.permissions import Forbidden
from studio.accounts.teams import actions, invitations, members
from studio.audit.actions import Action
from studio.audit.models import AuditEntry
from tests.accounts.factories import invited
from tests.audit.entries import only, recorded

pytestmark = pytest.mark.django_db


def test_a_team_is_created_edited_archived_and_restored(root):
    team = actions.create_team("Posters", by=root)
    actions.edit_team(team, name="Prints", watermark_default=True, by=root)
    actions.set_quota(team, 5, by=root)
    for change in (actions.archive, actions.archive, actions.restore, actions.restore):
        change(team, by=root)
    assert recorded() == [
        Action.TEAM_CREATED, Action.TEAM_EDITED, Action.TEAM_EDITED, Action.TEAM_ARCHIVED, Action.TEAM_RESTORED,
    ]  # fmt: skip
    assert {*AuditEntry.objects.values_list("team_id", flat=True)} == {team.pk}


def test_an_edit_says_what_changed_and_nothing_else(root, team):
    actions.edit_team(team, name="Prints", watermark_default=team.watermark_default, by=root)
    entry = only(Action.TEAM_EDITED)
    assert (entry.before, entry.after) == ({"name": "Brand Studio"}, {"name": "Prints"})


def test_an_edit_that_changes_nothing_leaves_no_entry(root, team):
    actions.edit_team(team, name=team.name, watermark_default=team.watermark_default, by=root)
    actions.set_quota(team, team.storage_gb, by=root)
    assert not recorded()


def test_members_get_other_roles_and_are_removed(root, team, bob):
    member = Membership.objects.get(user=bob)
    for role in (Role.VIEWER, Role.VIEWER):
        members.set_role(member, role, by=root)
    members.remove(member, by=root)
    assert recorded() == [Action.ROLE_CHANGED, Action.REMOVED]
    entry = only(Action.ROLE_CHANGED)
    assert (entry.target_id, entry.before, entry.after) == (bob.pk, {"role": "designer"}, {"role": "viewer"})


def test_who_leaves_is_not_removed(team, bob):
    members.remove(Membership.objects.get(user=bob), by=bob)
    assert recorded() == [Action.LEFT]


def test_an_invitation_is_made_and_accepted(root, team, charlie):
    fresh = invited(team, root, email=charlie.email)
    invitations.accept(fresh.token, by=charlie)
    assert recorded() == [Action.INVITED, Action.JOINED]
    assert only(Action.INVITED).target_name == charlie.email
    assert only(Action.JOINED).after == {"role": "reviewer"}


def test_an_invitation_is_revoked_once(root, team):
    invitation = invited(team, root).invitation
    for _click in range(2):
        invitations.revoke(invitation, by=root)
    assert recorded() == [Action.INVITED, Action.INVITATION_REVOKED]


def test_who_joins_as_a_new_person_leaves_one_entry(root, team):
    fresh = invited(team, root)
    person = invitations.join(fresh.token, name="Dora", password="a long enough password")
    assert only(Action.JOINED).actor_id == person.pk


def test_an_administrator_who_joins_as_lead_is_recorded(root, team):
    members.join_as_lead(team, by=root)
    assert only(Action.JOINED).after == {"role": "lead"}


def test_what_is_refused_or_rolled_back_leaves_no_entry(root, team, bob):
    with pytest.raises(Forbidden):
        actions.archive(team, by=bob)
    with transaction.atomic():
        actions.archive(team, by=root)
        transaction.set_rollback(True)
    assert not recorded()
