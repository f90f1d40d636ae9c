"""EMAIL_URL is turned into the settings of a mailer."""

import pytest
from environs import Env

from studio.infra.mail import SMTP, mailer


def parsed(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EMAIL_URL", url)
    return Env().dj_email_url("EMAIL_URL")


def test_a_mail_server_with_starttls_is_configured(monkeypatch):
    settings = mailer(parsed("submission://me:p%40ss@mail.example:587", monkeypatch))
    assert settings["BACKEND"] == SMTP
    assert settings["OPTIONS"] == {
        "host": "mail.example",
        "port": 587,
        "username": "me",
        "password": "p@ss",
        "use_tls": True,
        "timeout": 10,
    }


def test_without_a_server_emails_are_written_to_the_log(monkeypatch):
    assert mailer(parsed("console://", monkeypatch)) == {
        "BACKEND": "django.core.mail.backends.console.EmailBackend"
    }


def test_an_unknown_kind_is_refused_with_a_clear_error(monkeypatch):
    with pytest.raises(ValueError, match="EMAIL_URL is not of a known kind"):
        mailer(parsed("smtp+tls://mail.example", monkeypatch))
