"""Deletes an account: removes personal data, but keeps an anonymous row because the ledger refers to it."""

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from studio.accounts.locking import lock_teams
from studio.accounts.models import Invitation, User
from studio.accounts.permissions import denial_reason_remove_member
from studio.accounts.teams.members import revoke_invitations
from studio.accounts.users.sessions import end_sessions
from studio.audit.actions import Action
from studio.audit.record import record

account_deleted = Signal()
"""Sent with `person` in the transaction that deletes an account: higher packages delete their personal data."""


def denial_reason_delete(user: User) -> str:
    """Why this account cannot be deleted, or "" when it can."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        return _("You are the only administrator. Make someone else an administrator first.")
    for membership in user.memberships.select_related("team"):
        if denial_reason_remove_member(user, membership):
            team = {"team": membership.team}
            return (
                _("You are the only lead of %(team)s. Make someone else a lead, or archive the team.") % team
            )
    return ""


def lock_account(user: User) -> None:
    """Locks the person, their teams and every administrator until the transaction ends.

    So the last two administrators, or the last two leads of a team, cannot both leave at once.
    """
    lock_teams(user.memberships.values_list("team", flat=True))
    locked = User.objects.filter(is_superuser=True) | User.objects.filter(pk=user.pk)
    list(locked.select_for_update().order_by("pk").values_list("pk"))


@transaction.atomic
def delete_account(user: User) -> None:
    """Removes all personal data from the row and ends every session; the account cannot sign in again."""
    record(Action.ACCOUNT_DELETED, actor=user, target=user)
    end_sessions(user)
    revoke_invitations(user, by=user)
    Invitation.objects.filter(email=user.email).delete()  # they contain the address
    account_deleted.send(User, person=user)
    user.notifications.all().delete()
    user.access_keys.all().delete()
    user.memberships.all().delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.email, user.name, user.language, user.time_zone = f"{user.pk}@deleted.invalid", "", "", ""
    user.is_active = user.is_staff = user.is_superuser = user.is_auditor = False
    user.deleted_at = timezone.now()
    user.set_unusable_password()
    user.save()
