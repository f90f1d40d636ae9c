"""What deployments rely on: Django's checks, secure cookies and headers, health endpoints, complete migrations."""

import pytest
from django.urls import reverse

from tests.database import manage


def test_the_deployment_check_reports_no_warnings():
    manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        STUDIO_PUBLIC_URL="https://studio.example",
        EMAIL_URL="submission://studio:secret@mail.example:587",
        SECRET_KEY="a-key-of-fifty-and-more-letters-that-is-not-repeated-0123456789",
    )


def test_cookies_are_secure_and_bound_to_the_host_under_https():
    settings = manage("diffsettings", STUDIO_PUBLIC_URL="https://studio.example")
    for name in ("SESSION", "CSRF", "LANGUAGE"):
        assert f"{name}_COOKIE_NAME = '__Host-" in settings
        assert f"{name}_COOKIE_SECURE = True" in settings


def test_emails_are_discarded_without_a_mail_server():
    assert "'BACKEND': 'django.core.mail.backends.dummy.EmailBackend'" in manage("diffsettings")


def test_no_migration_is_missing(db):
    manage("makemigrations", "--check", "--dry-run")


def test_liveness_and_readiness_answer_without_signing_in(db, client):
    assert client.get(reverse("healthz")).text == "ok\n"
    assert client.get(reverse("readyz")).text == "ready\n"


@pytest.mark.parametrize("path", ["/", "/gallery/", "/account/login/", "/no-such-page"])
def test_every_page_has_security_headers(path, db, client):
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"].replace(
        "style-src-attr 'unsafe-inline'", ""
    )
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
