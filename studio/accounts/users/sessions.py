"""Where a person is signed in, and how that ends."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY, login
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from studio.accounts.models import User


def end_sessions(person: User) -> None:
    """Signs a person out everywhere.

    The sessions themselves are read, not only allauth's list of them: what signs people in beside it is not listed.
    They cannot be asked for by person, so this looks at each; it is done seldom, and there are some thousands.
    """
    UserSession.objects.filter(user=person).delete()
    living = Session.objects.filter(expire_date__gt=timezone.now())
    theirs = [
        session.pk
        for session in living.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    Session.objects.filter(pk__in=theirs).delete()


def begin_session(request: HttpRequest, person: User) -> None:
    """Signs in a person who has just proved who they are, and lists the session like any other."""
    login(request, person)
    UserSession.objects.create_from_request(request)
