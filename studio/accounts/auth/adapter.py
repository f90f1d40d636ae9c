"""allauth's account adapter: sign-up, error messages, safe redirects and emails."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from studio.accounts.request_utils import is_local_path
from studio.audit.actions import Action
from studio.audit.record import record

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up is disabled: the first administrator uses a one-time link, everybody else an invitation."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The email address or password is incorrect."),
        "too_many_login_attempts": _(
            "Too many failed attempts. Try again in five minutes, or reset your password with “Forgot password?”."
        ),
        "incorrect_password": _("Incorrect password."),
        "enter_current_password": _("Incorrect password."),
    }

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Counts by email address alone: allauth adds the host, so another port would reset the count."""
        return str(credentials.get("email", "")).lower()

    def is_safe_url(self, url: str | None) -> bool:
        """Allows only paths: allauth would allow every host name of the studio, with any port and scheme."""
        return is_local_path(url or "")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    @transaction.atomic
    def set_password(self, user: Any, password: str) -> None:
        """Called by every form that sets a new password: on the account page, or after a reset link."""
        super().set_password(user, password)
        record(Action.PASSWORD_CHANGED, actor=user, target=user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Uses the studio's public address, whatever host name the request used."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PUBLIC_URL + path.replace("UID-KEY", key)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        super().send_notification_mail(template_prefix, user, {"user": user, **(context or {})}, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> bool:
        """Sends an email in the recipient's language and time zone.

        Returns False when the mail server refuses it: an error must not undo what the email is about.
        """
        user = context.get("user")
        language = getattr(user, "language", "") or translation.get_language()
        with translation.override(language), timezone.override(getattr(user, "time_zone", "") or None):
            facts = {"email": email, "studio_url": settings.PUBLIC_URL, **context}
            message = self.render_mail(template_prefix, email, facts)
        try:
            message.send()
        except OSError:  # smtplib's errors are among them
            log.exception("An email could not be sent: %s", template_prefix)
            return False
        return True
