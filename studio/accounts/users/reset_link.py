"""Password reset links for people who get no email: shown once, to the administrator who creates them."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction

from studio.accounts.locking import reload_user
from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_reset_password, require
from studio.audit.actions import Action
from studio.audit.record import record


@transaction.atomic
def reset_link(person: User, *, by: User | None) -> str:
    """Creates a link that works like a mailed one: until the password changes or they sign in, at most three days.

    `by` is None when a command creates it.
    """
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    link: str = get_adapter().get_reset_password_from_key_url(key)
    record(Action.RESET_LINK_CREATED, actor=by, target=person)
    return link


def make_reset_link(person: User, *, by: User) -> str:
    """Creates the link for an administrator to pass on; raises Forbidden with the reason."""
    person = reload_user(person)
    require(denial_reason_reset_password(reload_user(by), person))
    return reset_link(person, by=by)
