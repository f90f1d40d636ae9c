"""Adds and removes members, and changes roles. Takes effect on the next request, and updates open pages."""

from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from studio.accounts.keys.issuing import revoke_keys_in
from studio.accounts.locking import lock_team, reload_user
from studio.accounts.models import Invitation, Membership, Role, Team, User
from studio.accounts.permissions import (
    denial_reason_join_team,
    denial_reason_remove_member,
    denial_reason_set_role,
    require,
)
from studio.audit.actions import Action
from studio.audit.record import record
from studio.infra import pubsub


@transaction.atomic
def join_as_lead(team: Team, *, by: User) -> None:
    """Adds an administrator as a lead, and makes the team their workspace; raises Forbidden with the reason."""
    team = lock_team(team)
    by = reload_user(by)
    require(denial_reason_join_team(by, team))
    Membership.objects.create(user=by, team=team, role=Role.LEAD)
    User.objects.filter(pk=by.pk).update(workspace=team)
    record(Action.JOINED, actor=by, target=by, team=team, after={"role": Role.LEAD})
    pubsub.publish_user(by.pk)


@transaction.atomic
def set_role(membership: Membership, role: str, *, by: User) -> None:
    """Changes a member's role; raises Forbidden with the reason."""
    membership = _lock(membership)
    require(denial_reason_set_role(reload_user(by), membership, role))
    if membership.role == Role.LEAD and role != Role.LEAD:
        revoke_invitations(membership.user, membership.team, by=by)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    if role != before:
        _record(Action.ROLE_CHANGED, membership, by, before={"role": before}, after={"role": role})
    pubsub.publish_user(membership.user_id)


@transaction.atomic
def remove(membership: Membership, *, by: User) -> None:
    """Removes a member from the team, or leaves it; their images stay with the team."""
    membership = _lock(membership)
    require(denial_reason_remove_member(reload_user(by), membership))
    revoke_invitations(membership.user, membership.team, by=by)
    revoke_keys_in(membership.team, owner=membership.user, by=by)
    membership.delete()
    action = Action.LEFT if membership.user_id == by.pk else Action.REMOVED
    _record(action, membership, by, before={"role": membership.role})
    pubsub.publish_user(membership.user_id)


def revoke_invitations(inviter: User, team: Team | None = None, *, by: User) -> None:
    """Revokes the pending invitations of somebody who may no longer invite, in one team or in all."""
    pending = Invitation.objects.pending().filter(invited_by=inviter)
    (pending.filter(team=team) if team else pending).update(revoked_at=Now(), revoked_by=by)


def _record(action: Action, membership: Membership, by: User, **changed: Any) -> None:
    record(action, actor=by, target=membership.user, team=membership.team, **changed)


def _lock(membership: Membership) -> Membership:
    """Locks the team and the membership, and re-reads both. Raises Membership.DoesNotExist when it was deleted."""
    team = lock_team(membership.team)
    found = Membership.objects.select_for_update(of=("self",)).select_related("user").get(pk=membership.pk)
    found.team = team
    return found
