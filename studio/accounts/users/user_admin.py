"""User administration: list, search, suspend, unsuspend, sign out."""

from allauth.usersessions.models import UserSession
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from studio.accounts.locking import reload_user
from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_administer, denial_reason_suspend, require
from studio.accounts.teams.members import revoke_invitations
from studio.accounts.users.deletion import lock_account
from studio.accounts.users.sessions import end_sessions
from studio.audit.actions import Action
from studio.audit.record import record
from studio.infra import pubsub


def user_list() -> models.QuerySet[User]:
    """All accounts by name, without deleted ones."""
    return User.objects.filter(deleted_at=None).order_by("name", "email")


def search(text: str) -> models.QuerySet[User]:
    """Users whose name or email address contains `text`."""
    text = text.strip()
    return user_list().filter(Q(name__icontains=text) | Q(email__icontains=text))


@transaction.atomic
def suspend(person: User, *, by: User) -> None:
    """Signs a person out everywhere and blocks their sign-in; raises Forbidden with the reason."""
    lock_account(person)
    person = reload_user(person)
    require(denial_reason_suspend(reload_user(by), person))
    active = User.objects.filter(pk=person.pk, is_active=True)
    if active.update(is_active=False, suspended_at=Now(), suspended_by=by):
        record(Action.SUSPENDED, actor=by, target=person)
    revoke_invitations(person, by=by)
    end_sessions(person)
    pubsub.publish_user(person.pk)


@transaction.atomic
def unsuspend(person: User, *, by: User) -> None:
    """Allows the person to sign in again, with their teams and roles as before."""
    require(denial_reason_administer(reload_user(by)))
    suspended = User.objects.filter(pk=person.pk, deleted_at=None, is_active=False)
    if suspended.update(is_active=True, suspended_at=None, suspended_by=None):
        record(Action.UNSUSPENDED, actor=by, target=person)


@transaction.atomic
def sign_out(person: User, *, session: int | None = None, by: User) -> None:
    """Ends one listed session of a person, or all of them; they may sign in again."""
    require(denial_reason_administer(reload_user(by)))
    found = list(UserSession.objects.filter(user=person, pk=session))
    if session is None:
        end_sessions(person)
    for one in found:
        one.end()
    if found or session is None:
        record(
            Action.SESSIONS_ENDED,
            actor=by,
            target=person,
            after={"sessions": "all" if session is None else "one"},
        )
    pubsub.publish_user(person.pk)
