"""What administrators do about people: suspend at once, let back in, sign out."""

from allauth.usersessions.models import UserSession
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now

from studio.accounts.closing import lock_for_closing
from studio.accounts.members import take_back_invitations
from studio.accounts.models import User
from studio.accounts.permissions import why_not_govern, why_not_suspend
from studio.accounts.sessions import end_sessions
from studio.accounts.teams import allow, fresh
from studio.engine import bell


def everybody() -> models.QuerySet[User]:
    """All who have an account, by name; who has left is not among them."""
    return User.objects.filter(deleted_at=None).order_by("name", "email")


def named(text: str) -> models.QuerySet[User]:
    """Those whose name or address holds `text`."""
    text = text.strip()
    return everybody().filter(Q(name__icontains=text) | Q(email__icontains=text))


@transaction.atomic
def suspend(person: User, *, by: User) -> None:
    """Signs somebody out everywhere and keeps them out; raises Forbidden with the reason."""
    lock_for_closing(person)
    person = fresh(person)
    allow(why_not_suspend(fresh(by), person))
    User.objects.filter(pk=person.pk, is_active=True).update(
        is_active=False, suspended_at=Now(), suspended_by=by
    )
    take_back_invitations(person, by=by)
    end_sessions(person)
    bell.ring_person(person.pk)


@transaction.atomic
def lift(person: User, *, by: User) -> None:
    """Lets somebody sign in again, with the teams and roles they had."""
    allow(why_not_govern(fresh(by)))
    back = User.objects.filter(pk=person.pk, deleted_at=None)
    back.update(is_active=True, suspended_at=None, suspended_by=None)


@transaction.atomic
def sign_out(person: User, *, session: int | None = None, by: User) -> None:
    """Ends one listed session of somebody, or every one; they may sign in again."""
    allow(why_not_govern(fresh(by)))
    if session is None:
        end_sessions(person)
    for one in UserSession.objects.filter(user=person, pk=session):
        one.end()
    bell.ring_person(person.pk)
