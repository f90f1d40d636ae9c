"""Changes an email address: by a link sent to the new one, or at once if the studio has no mail server."""

from dataclasses import dataclass
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse

from studio.accounts.models import User
from studio.audit.actions import Action
from studio.audit.record import record

SALT = "studio.accounts.users.email_change"
LINK_LIFE = timedelta(days=3)


class AddressTaken(Exception):
    """Another account has taken the address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A requested change of a user's email address to `to`."""

    user: User
    to: str

    @property
    def key(self) -> str:
        """The signed token of the link; valid for one change, since it contains the address that it replaces."""
        return signing.dumps([self.user.pk, self.user.email, self.to], salt=SALT)

    @classmethod
    def from_key(cls, key: str) -> "Change | None":
        """The change of a link's token; None when it is forged, expired or used."""
        try:
            pk, before, to = signing.loads(key, salt=SALT, max_age=LINK_LIFE)
        except signing.BadSignature:
            return None
        user = User.objects.filter(pk=pk, email=before, is_active=True).first()
        return cls(user=user, to=to) if user else None


def request_change(change: Change) -> bool:
    """Sends the link to the new address; False when the mail server refuses it."""
    link = settings.PUBLIC_URL + reverse("account_confirm_email", args=[change.key])
    context = {"user": change.user, "activate_url": link}
    return bool(get_adapter().send_mail("account/email/email_confirmation", change.to, context))


def _record(change: Change, email: str) -> None:
    record(
        Action.EMAIL_CHANGED,
        actor=change.user,
        target=change.user,
        before={"email": email},
        after={"email": change.to},
    )


def apply(change: Change) -> None:
    """Changes the address and emails the old one; raises AddressTaken when another account uses it."""
    before = change.user.email
    try:
        with transaction.atomic():
            if User.objects.filter(pk=change.user.pk, email=before).update(email=change.to):
                _record(change, before)
    except IntegrityError as error:
        raise AddressTaken from error
    context = {"from_email": before, "to_email": change.to}
    get_adapter().send_notification_mail("account/email/email_changed", change.user, context, email=before)
