"""Starts and ends sign-in sessions."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import SESSION_KEY, login
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from studio.accounts.models import User


def end_sessions(person: User) -> None:
    """Signs a person out everywhere.

    Reads Django's sessions too, since allauth's list lacks sessions that were started without it. They cannot be
    queried by person, so this decodes each; that is rare, and there are some thousands.
    """
    UserSession.objects.filter(user=person).delete()
    active = Session.objects.filter(expire_date__gt=timezone.now())
    session_keys = [
        session.pk
        for session in active.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    Session.objects.filter(pk__in=session_keys).delete()


def begin_session(request: HttpRequest, person: User) -> None:
    """Signs in a person who has just been authenticated, and adds the session to allauth's list."""
    login(request, person)
    UserSession.objects.create_from_request(request)
