"""Letters: as text and as HTML, in the reader's language, with links to the public address."""

import pytest
from django.core import mail
from django.urls import reverse

from studio.accounts.models import User
from tests.fixtures import PASSWORD

pytestmark = pytest.mark.django_db

NEW = "another long password"
DEAD = {
    "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "OPTIONS": {"host": "127.0.0.1", "port": 9},
}
"""A mail server that nobody answers for."""


def reset(client, alice, browser_of):
    client.post(reverse("account_reset_password"), {"email": alice.email})


def reset_done(client, alice, browser_of):
    reset(client, alice, browser_of)
    link = next(word for word in mail.outbox.pop().body.split() if "/key/" in word)
    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})


def stranger(client, alice, browser_of):
    client.post(reverse("account_reset_password"), {"email": "nobody@studio.example"})


def password(client, alice, browser_of):
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    browser_of(alice).post(reverse("account_change_password"), form)


def address(client, alice, browser_of):
    form = {"email": "liu@studio.example", "password": PASSWORD}
    browser_of(alice).post(reverse("account_email"), form)


def leaving(client, alice, browser_of):
    browser_of(alice).post(reverse("account_delete"), {"email": alice.email, "password": PASSWORD})


LETTERS = {
    reset: "Reset your password",
    reset_done: "Your password was changed",
    stranger: "No account with this email address",
    password: "Your password was changed",
    address: "Your email address was changed",
    leaving: "Your account was deleted",
}


@pytest.mark.parametrize("cause", LETTERS)
def test_an_email_has_two_bodies_with_the_same_text(cause, client, alice, browser_of):
    cause(client, alice, browser_of)
    letter = mail.outbox[0]
    html = letter.alternatives[0].content
    assert letter.subject == LETTERS[cause]
    assert letter.alternatives[0].mimetype == "text/html"
    assert f"<title>{letter.subject}</title>" in html
    assert "http://localhost:8000" in letter.body
    assert "http://localhost:8000" in html
    assert "{" not in letter.body + html.replace("{}", "")


@pytest.mark.parametrize("cause", [reset, reset_done, password, address, leaving])
def test_a_letter_speaks_its_readers_language(cause, client, alice, browser_of):
    User.objects.update(language="zh-hans")
    cause(client, alice, browser_of)
    letter = mail.outbox[0]
    assert letter.subject != LETTERS[cause]
    assert '<html lang="zh-Hans">' in letter.alternatives[0].content


def test_the_address_is_asked_for_in_both_bodies(client, alice, browser_of, settings):
    settings.HAS_MAIL = True
    address(client, alice, browser_of)
    link = next(word for word in mail.outbox[0].body.split() if "/confirm-email/" in word)
    assert f'href="{link}"' in mail.outbox[0].alternatives[0].content


def test_a_notice_says_when_in_the_readers_zone_and_by_what(client, alice, browser_of):
    User.objects.update(time_zone="Asia/Tokyo")
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    headers = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    browser_of(alice).post(reverse("account_change_password"), form, headers=headers)
    assert "(JST)" in mail.outbox[0].body
    assert "127.0.0.1, Firefox · Linux" in mail.outbox[0].body


def test_the_notice_goes_to_the_old_address(client, alice, browser_of):
    address(client, alice, browser_of)
    assert mail.outbox[0].to == [alice.email]


def test_what_a_browser_calls_itself_cannot_be_markup(client, alice, browser_of):
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    browser_of(alice).post(reverse("account_change_password"), form, headers={"User-Agent": "<b>x</b>"})
    assert "<b>x" not in mail.outbox[0].alternatives[0].content


def test_a_dead_mail_server_does_not_undo_the_change(alice, browser_of, client, settings):
    settings.MAILERS = {"default": DEAD}
    password(client, alice, browser_of)
    assert User.objects.get().check_password(NEW)
