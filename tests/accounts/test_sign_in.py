"""People sign in with their email address and password; sign-up is disabled."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from studio.accounts.models import User
from tests.fixtures import PASSWORD

pytestmark = pytest.mark.django_db


def test_the_address_is_case_insensitive_at_sign_in(client, alice):
    response = client.post(reverse("account_login"), {"login": "Alice@Studio.example", "password": PASSWORD})
    assert response.url == reverse("studio")


def test_a_wrong_password_is_refused_without_saying_what_was_wrong(client, alice):
    known = client.post(reverse("account_login"), {"login": alice.email, "password": "wrong"})
    unknown = client.post(reverse("account_login"), {"login": "nobody@studio.example", "password": "wrong"})
    message = "is incorrect"
    assert message in known.text
    assert message in unknown.text


def test_a_suspended_person_cannot_sign_in(client, alice):
    User.objects.update(is_active=False)
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert client.get(reverse("studio")).status_code == 302


def test_signing_out_requires_a_post(client, alice):
    client.force_login(alice)
    client.get(reverse("account_logout"))
    assert client.get(reverse("studio")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("studio")).status_code == 302


def test_sign_up_is_disabled(client, db):
    client.post(reverse("account_signup"), {"email": "new@studio.example", "password1": PASSWORD})
    assert not User.objects.exists()


def test_a_forgotten_password_is_reset_by_a_mailed_link(client, alice):
    client.post(reverse("account_reset_password"), {"email": alice.email})
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True)
    new = "another long password"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    alice.refresh_from_db()
    assert alice.check_password(new)


def test_sessions_are_listed_and_others_can_be_ended(alice, client, client_for):
    other = client_for(None)
    for browser in (client, other):
        browser.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
        browser.get(reverse("studio"))
    assert client.get(reverse("usersessions_list")).text.count("<tr>") == 3, "one is the head"
    client.post(reverse("usersessions_list"))
    assert [each.get(reverse("studio")).status_code for each in (client, other)] == [200, 302]


def test_passwords_are_hashed_with_bounded_memory(alice):
    assert "m=19456" in alice.password


@pytest.mark.parametrize(("kept", "ends_with_the_browser"), [({"remember": "on"}, False), ({}, True)])
def test_remember_me_keeps_the_session_when_the_browser_closes(client, alice, kept, ends_with_the_browser):
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD, **kept})
    assert client.session.get_expire_at_browser_close() is ends_with_the_browser


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/gallery/?q=rain", "/gallery/?q=rain"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("http://localhost:1/", "/"),
        ("http://testserver/gallery/", "/"),
        ("http://[", "/"),
    ],
)
def test_signing_in_redirects_only_within_the_studio(client, alice, target, leads_to):
    form = {"login": alice.email, "password": PASSWORD, "next": target}
    assert client.post(reverse("account_login"), form).url == leads_to
