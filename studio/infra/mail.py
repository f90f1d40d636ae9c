"""Converts EMAIL_URL to the settings of Django's mailers."""

from collections.abc import Mapping
from typing import Any

SMTP = "django.core.mail.backends.smtp.EmailBackend"
_OPTIONS = {
    "host": "EMAIL_HOST",
    "port": "EMAIL_PORT",
    "username": "EMAIL_HOST_USER",
    "password": "EMAIL_HOST_PASSWORD",
    "use_tls": "EMAIL_USE_TLS",
    "use_ssl": "EMAIL_USE_SSL",
    "timeout": "EMAIL_TIMEOUT",
}


def mailer(parsed: Mapping[str, Any]) -> dict[str, Any]:
    """A mailer for MAILERS from a parsed EMAIL_URL; raises ValueError with a message for an unknown scheme."""
    backend = parsed.get("EMAIL_BACKEND")
    if not backend:
        raise ValueError(
            "EMAIL_URL is not of a known kind: use smtp://, submission:// (STARTTLS) or smtps://."
        )
    if backend != SMTP:
        return {"BACKEND": backend}
    options = {name: parsed.get(setting) for name, setting in _OPTIONS.items()}
    return {"BACKEND": backend, "OPTIONS": {"timeout": 10, **{k: v for k, v in options.items() if v}}}
