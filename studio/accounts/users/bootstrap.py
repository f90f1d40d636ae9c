"""Creates the first administrator, by a one-time link or from the environment."""

from django.conf import settings
from django.core import signing
from django.db import connection, transaction
from django.urls import reverse

from studio.accounts.models import User
from studio.audit.actions import Action
from studio.audit.record import record

SALT = "studio.accounts.users.bootstrap"
_LOCK = 0x5EED  # any constant: the advisory lock of “there is no administrator yet”


class AlreadySetUp(Exception):
    """A user already exists, so the setup link is no longer valid."""


def is_open() -> bool:
    """Whether the studio has no user yet."""
    return not User.objects.exists()


def link() -> str:
    """The URL of the one-time form, signed with the installation's key; valid until it is used."""
    return settings.PUBLIC_URL + reverse("setup", args=[signing.dumps("first administrator", salt=SALT)])


def is_valid(token: str) -> bool:
    """Whether `token` was signed by this installation for the set-up form."""
    try:
        return bool(signing.loads(token, salt=SALT) == "first administrator")
    except signing.BadSignature:
        return False


@transaction.atomic
def make_first_administrator(*, email: str, password: str, name: str = "") -> User:
    """Creates the administrator; raises AlreadySetUp when there is one (also after a double click)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    if not is_open():
        raise AlreadySetUp
    user = User.objects.create_superuser(email, password, name=name)
    record(Action.PERSON_ADDED, actor=None, target=user, after={"is_superuser": True})
    return user


def ensure_administrator() -> User | None:
    """Creates the administrator named in the environment, once; returns None if there was nothing to do."""
    if not (settings.ADMIN_EMAIL and settings.ADMIN_PASSWORD and is_open()):
        return None
    return make_first_administrator(email=settings.ADMIN_EMAIL, password=settings.ADMIN_PASSWORD)
