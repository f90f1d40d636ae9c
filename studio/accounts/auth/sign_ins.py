"""Records sign-ins and failed sign-ins."""

from typing import Any

from allauth.core import ratelimit
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from studio.accounts.models import User
from studio.audit.actions import Action
from studio.audit.record import record


@receiver(user_logged_in)
@transaction.atomic
def record_sign_in(user: User, **_facts: Any) -> None:
    record(Action.SIGNED_IN, actor=user, target=user)


@receiver(user_login_failed)
@transaction.atomic
def record_failed_sign_in(credentials: dict[str, Any], request: HttpRequest | None, **_facts: Any) -> None:
    """Records the address that was typed, never the password. Rate-limited, since entries are kept for a year."""
    if request and ratelimit.consume(request, action="record_failed_sign_in", key="everybody"):
        email = str(credentials.get("email", "")).strip().lower()
        person = User.objects.filter(email=email).first()
        record(Action.SIGN_IN_FAILED, actor=None, actor_name=email or "?", target=person)
