"""Who is in a team as what. Each change takes effect with the next request, and updates the person's open pages."""

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
    """Makes an administrator a lead of the team, who works there from now on; raises Forbidden with the reason."""
    team = lock_team(team)
    by = reload_user(by)
    require(denial_reason_join_team(by, team))
    Membership.objects.create(user=by, team=team, role=Role.LEAD)
    User.objects.filter(pk=by.pk).update(workspace=team)
    record(Action.JOINED, actor=by, target=by, team=team, after={"role": Role.LEAD})
    pubsub.publish_user(by.pk)


@transaction.atomic
def set_role(membership: Membership, role: str, *, by: User) -> None:
    """Gives a member another role; raises Forbidden with the reason."""
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
    """Removes a member from the team, or leaves it; what they made there stays with the team."""
    membership = _lock(membership)
    require(denial_reason_remove_member(reload_user(by), membership))
    revoke_invitations(membership.user, membership.team, by=by)
    revoke_keys_in(membership.team, owner=membership.user, by=by)
    membership.delete()
    action = Action.LEFT if membership.user_id == by.pk else Action.REMOVED
    _record(action, membership, by, before={"role": membership.role})
    pubsub.publish_user(membership.user_id)


def revoke_invitations(inviter: User, team: Team | None = None, *, by: User) -> None:
    """Whoever may no longer invite has no links under way either."""
    theirs = Invitation.objects.pending().filter(invited_by=inviter)
    (theirs.filter(team=team) if team else theirs).update(revoked_at=Now(), revoked_by=by)


def _record(action: Action, membership: Membership, by: User, **changed: Any) -> None:
    record(action, actor=by, target=membership.user, team=membership.team, **changed)


def _lock(membership: Membership) -> Membership:
    """The row as it is now, its team locked. Raises Membership.DoesNotExist when it has been deleted."""
    team = lock_team(membership.team)
    found = Membership.objects.select_for_update(of=("self",)).select_related("user").get(pk=membership.pk)
    found.team = team
    return found
