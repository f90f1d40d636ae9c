"""A link to choose a new password, for people who get no email: it is shown once, to the administrator who made it."""

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
    """Works until the password changes or they sign in, for three days at most; the same as a mailed one.

    `by` is nobody where a command makes it.
    """
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    link: str = get_adapter().get_reset_password_from_key_url(key)
    record(Action.RESET_LINK_CREATED, actor=by, target=person)
    return link


def make_reset_link(person: User, *, by: User) -> str:
    """The link, for an administrator to pass on; raises Forbidden with the reason."""
    person = reload_user(person)
    require(denial_reason_reset_password(reload_user(by), person))
    return reset_link(person, by=by)
