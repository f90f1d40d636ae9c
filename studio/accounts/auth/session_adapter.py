"""allauth's session adapter: ends the other sessions of the signed-in person."""

from collections.abc import Sequence

from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.db import transaction

from studio.audit.actions import Action
from studio.audit.record import record


class SessionAdapter(DefaultUserSessionsAdapter):
    """Records in the audit trail that a person signed out on their other devices."""

    @transaction.atomic
    def end_sessions(self, sessions: Sequence[UserSession]) -> None:
        super().end_sessions(sessions)
        if sessions:
            person = sessions[0].user
            record(
                Action.OTHER_SESSIONS_ENDED, actor=person, target=person, after={"sessions": len(sessions)}
            )
