"""Invites people to a team: a link for one email address, valid for 72 hours and one use."""

import secrets
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from studio.accounts import notifications
from studio.accounts.locking import lock_team, reload_user
from studio.accounts.models import Invitation, Membership, NotificationKind, Team, User
from studio.accounts.models.invitation import hash_token
from studio.accounts.permissions import Forbidden, denial_reason_invite, require
from studio.audit.actions import Action
from studio.audit.record import record
from studio.infra import pubsub


class InvitationGone(Exception):
    """The link is not valid: unknown, used, revoked or expired. The response does not reveal which."""


class AccountExists(Exception):
    """The invited address has an account: its owner signs in first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedInvitation:
    """A new invitation with its token. The token is not stored, so it can be shown only once."""

    invitation: Invitation
    token: str

    @property
    def link(self) -> str:
        return settings.PUBLIC_URL + reverse("join", args=[self.token])


@transaction.atomic
def invite(team: Team, *, email: str, role: str, by: User) -> IssuedInvitation:
    """Creates an invitation, and revokes earlier ones for the same address. Raises Forbidden with the reason."""
    team = lock_team(team)
    require(denial_reason_invite(reload_user(by), team))
    email = email.strip().lower()
    team.invitations.pending().filter(email=email).update(revoked_at=Now(), revoked_by=by)
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        team=team, email=email, role=role, token_hash=hash_token(token), invited_by=by
    )
    record(Action.INVITED, actor=by, target=made, target_name=email, team=team, after={"role": role})
    if reader := User.objects.filter(email=email).first():
        notifications.notify(reader, kind=NotificationKind.INVITATION, object_id=made.pk, actor=by, team=team)
    return IssuedInvitation(invitation=made, token=token)


def mail(issued: IssuedInvitation) -> bool:
    """Emails the link if the studio has a mail server; returns whether it was sent."""
    if not settings.HAS_MAIL:
        return False
    invitation = issued.invitation
    context = {"invitation": invitation, "link": issued.link}
    if reader := User.objects.filter(email=invitation.email).first():
        context["user"] = reader
    return bool(get_adapter().send_mail("email/invitation", invitation.email, context))


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> None:
    """Revokes an invitation, unless it was accepted already."""
    require(denial_reason_invite(reload_user(by), lock_team(invitation.team)))
    pending = Invitation.objects.pending().filter(pk=invitation.pk)
    if pending.update(revoked_at=Now(), revoked_by=by):
        record(
            Action.INVITATION_REVOKED,
            actor=by,
            target=invitation,
            target_name=invitation.email,
            team=invitation.team,
        )
    notifications.delete_notifications(NotificationKind.INVITATION, invitation.pk)


def get_by_token(token: str) -> Invitation:
    """Returns the invitation of a valid link; raises InvitationGone."""
    found = Invitation.objects.usable().with_token(token).select_related("team", "invited_by").first()
    if found is None:
        raise InvitationGone
    return found


def denial_reason_accept(person: User, invitation: Invitation) -> str:
    """Only the invited person may accept."""
    if person.email == invitation.email:
        return ""
    facts = {"invited": invitation.email, "email": person.email}
    return _("This invitation is for %(invited)s. You are signed in as %(email)s.") % facts


@transaction.atomic
def accept(token: str, *, by: User) -> Team:
    """Adds a person to the team, once; an existing role stays. Raises InvitationGone or Forbidden."""
    return _add_member(get_by_token(token), by)


@transaction.atomic
def accept_invitation(pk: int, *, by: User) -> Team:
    """Accepts from a notification in the studio, without the link; raises InvitationGone or Forbidden."""
    invitation = Invitation.objects.usable().filter(pk=pk).select_related("team").first()
    if invitation is None:
        raise InvitationGone
    return _add_member(invitation, by)


def _add_member(invitation: Invitation, by: User) -> Team:
    team = lock_team(invitation.team)
    by = reload_user(by)
    if reason := denial_reason_accept(by, invitation):
        raise Forbidden(reason)
    usable = Invitation.objects.usable().filter(pk=invitation.pk)
    if not (by.is_active and usable.update(accepted_at=Now(), accepted_by=by)):
        raise InvitationGone
    member, _made = Membership.objects.get_or_create(user=by, team=team, defaults={"role": invitation.role})
    record(Action.JOINED, actor=by, target=by, team=team, after={"role": member.role})
    User.objects.filter(pk=by.pk).update(workspace=team)  # they joined to work in this team
    notifications.delete_notifications(NotificationKind.INVITATION, invitation.pk)
    pubsub.publish_user(by.pk)
    return team


def join(token: str, *, name: str, password: str) -> User:
    """Creates the account of an invited person and adds them to the team; raises InvitationGone or AccountExists."""
    email = get_by_token(token).email
    try:
        with transaction.atomic():
            person = User.objects.create_user(email, password, name=name)
            accept(token, by=person)
    except IntegrityError as error:
        raise AccountExists from error
    return person
