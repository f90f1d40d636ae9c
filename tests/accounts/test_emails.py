"""Emails: as text and as HTML, in the reader's language, with links to the public address."""

import pytest
from django.core import mail
from django.urls import reverse

from studio.accounts.models import User
from tests.fixtures import PASSWORD

pytestmark = pytest.mark.django_db

NEW = "another long password"
UNREACHABLE_SERVER = {
    "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "OPTIONS": {"host": "127.0.0.1", "port": 9},
}
"""A mail server on a port where nothing listens."""


def request_reset(client, alice, client_for):
    client.post(reverse("account_reset_password"), {"email": alice.email})


def complete_reset(client, alice, client_for):
    request_reset(client, alice, client_for)
    link = next(word for word in mail.outbox.pop().body.split() if "/key/" in word)
    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})


def request_reset_without_account(client, alice, client_for):
    client.post(reverse("account_reset_password"), {"email": "nobody@studio.example"})


def change_password(client, alice, client_for):
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client_for(alice).post(reverse("account_change_password"), form)


def change_email(client, alice, client_for):
    form = {"email": "liu@studio.example", "password": PASSWORD}
    client_for(alice).post(reverse("account_email"), form)


def delete_account(client, alice, client_for):
    client_for(alice).post(reverse("account_delete"), {"email": alice.email, "password": PASSWORD})


SUBJECTS = {
    request_reset: "Reset your password",
    complete_reset: "Your password was changed",
    request_reset_without_account: "No account with this email address",
    change_password: "Your password was changed",
    change_email: "Your email address was changed",
    delete_account: "Your account was deleted",
}


@pytest.mark.parametrize("trigger", SUBJECTS)
def test_an_email_has_two_bodies_with_the_same_text(trigger, client, alice, client_for):
    trigger(client, alice, client_for)
    email = mail.outbox[0]
    html = email.alternatives[0].content
    assert email.subject == SUBJECTS[trigger]
    assert email.alternatives[0].mimetype == "text/html"
    assert f"<title>{email.subject}</title>" in html
    assert "http://localhost:8000" in email.body
    assert "http://localhost:8000" in html
    assert "{" not in email.body + html.replace("{}", "")


@pytest.mark.parametrize(
    "trigger", [request_reset, complete_reset, change_password, change_email, delete_account]
)
def test_an_email_is_in_its_readers_language(trigger, client, alice, client_for):
    User.objects.update(language="zh-hans")
    trigger(client, alice, client_for)
    email = mail.outbox[0]
    assert email.subject != SUBJECTS[trigger]
    assert '<html lang="zh-Hans">' in email.alternatives[0].content


def test_the_confirmation_link_is_in_both_bodies(client, alice, client_for, settings):
    settings.HAS_MAIL = True
    change_email(client, alice, client_for)
    link = next(word for word in mail.outbox[0].body.split() if "/confirm-email/" in word)
    assert f'href="{link}"' in mail.outbox[0].alternatives[0].content


def test_an_email_says_when_in_the_readers_time_zone_and_on_which_device(client, alice, client_for):
    User.objects.update(time_zone="Asia/Tokyo")
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    headers = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    client_for(alice).post(reverse("account_change_password"), form, headers=headers)
    assert "(JST)" in mail.outbox[0].body
    assert "127.0.0.1, Firefox · Linux" in mail.outbox[0].body


def test_a_change_of_address_is_reported_to_the_old_address(client, alice, client_for):
    change_email(client, alice, client_for)
    assert mail.outbox[0].to == [alice.email]


def test_the_user_agent_is_escaped(client, alice, client_for):
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client_for(alice).post(reverse("account_change_password"), form, headers={"User-Agent": "<b>x</b>"})
    assert "<b>x" not in mail.outbox[0].alternatives[0].content


def test_an_unreachable_mail_server_does_not_undo_the_change(alice, client_for, client, settings):
    settings.MAILERS = {"default": UNREACHABLE_SERVER}
    change_password(client, alice, client_for)
    assert User.objects.get().check_password(NEW)
