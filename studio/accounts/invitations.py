"""Asking people into a team: a link for one address, good for 72 hours and one use."""

import secrets
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from studio.accounts import notices
from studio.accounts.models import Invitation, Kind, Membership, Team, User
from studio.accounts.models.invitation import hash_of
from studio.accounts.permissions import Forbidden, why_not_invite
from studio.accounts.teams import allow, fresh, held
from studio.engine import bell


class Gone(Exception):
    """The link lets nobody in: unknown, used, taken back or too old. Which of these is nobody's business."""


class AccountExists(Exception):
    """The invited address has an account: its owner signs in first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """A new invitation with its token, which is kept nowhere: whoever holds this can show it once."""

    invitation: Invitation
    token: str

    @property
    def link(self) -> str:
        return settings.PUBLIC_URL + reverse("join", args=[self.token])


@transaction.atomic
def invite(team: Team, *, email: str, role: str, by: User) -> Fresh:
    """A link into the team. An earlier one for the same address no longer works; raises Forbidden with the reason."""
    team = held(team)
    allow(why_not_invite(fresh(by), team))
    email = email.strip().lower()
    team.invitations.pending().filter(email=email).update(revoked_at=Now(), revoked_by=by)
    token = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        team=team, email=email, role=role, token_hash=hash_of(token), invited_by=by
    )
    if reader := User.objects.filter(email=email).first():
        notices.tell(reader, kind=Kind.INVITATION, thing=made.pk, actor=by, team=team)
    return Fresh(invitation=made, token=token)


def mail(fresh_one: Fresh) -> bool:
    """Sends the link, where the studio has a mail server; whether it is on its way."""
    if not settings.HAS_MAIL:
        return False
    invitation = fresh_one.invitation
    context = {"invitation": invitation, "link": fresh_one.link}
    if reader := User.objects.filter(email=invitation.email).first():
        context["user"] = reader
    return bool(get_adapter().send_mail("email/invitation", invitation.email, context))


@transaction.atomic
def revoke(invitation: Invitation, *, by: User) -> None:
    """Takes a link back; one that was used already stays used."""
    allow(why_not_invite(fresh(by), held(invitation.team)))
    Invitation.objects.pending().filter(pk=invitation.pk).update(revoked_at=Now(), revoked_by=by)
    notices.forget(Kind.INVITATION, invitation.pk)


def behind(token: str) -> Invitation:
    """The invitation of a link that still works; raises Gone."""
    found = Invitation.objects.usable().behind(token).select_related("team", "invited_by").first()
    if found is None:
        raise Gone
    return found


def why_not_accept(person: User, invitation: Invitation) -> str:
    """A link works for whom it was made for, and for nobody it was passed on to."""
    if person.email == invitation.email:
        return ""
    facts = {"invited": invitation.email, "email": person.email}
    return _("This invitation is for %(invited)s. You are signed in as %(email)s.") % facts


@transaction.atomic
def accept(token: str, *, by: User) -> Team:
    """Brings a person into the team, once; raises Gone or Forbidden. A role they have there already stays."""
    return _come_in(behind(token), by)


@transaction.atomic
def accept_here(pk: int, *, by: User) -> Team:
    """The same for somebody who was told of the invitation inside the studio; raises Gone or Forbidden."""
    invitation = Invitation.objects.usable().filter(pk=pk).select_related("team").first()
    if invitation is None:
        raise Gone
    return _come_in(invitation, by)


def _come_in(invitation: Invitation, by: User) -> Team:
    team = held(invitation.team)
    by = fresh(by)
    if reason := why_not_accept(by, invitation):
        raise Forbidden(reason)
    usable = Invitation.objects.usable().filter(pk=invitation.pk)
    if not (by.is_active and usable.update(accepted_at=Now(), accepted_by=by)):
        raise Gone
    Membership.objects.get_or_create(user=by, team=team, defaults={"role": invitation.role})
    User.objects.filter(pk=by.pk).update(place=team)  # they came for this team: start there
    notices.forget(Kind.INVITATION, invitation.pk)
    bell.ring_person(by.pk)
    return team


def join(token: str, *, name: str, password: str) -> User:
    """Makes the account of somebody invited and brings them in; raises Gone or AccountExists."""
    email = behind(token).email
    try:
        with transaction.atomic():
            person = User.objects.create_user(email, password, name=name)
            accept(token, by=person)
    except IntegrityError as error:
        raise AccountExists from error
    return person
