"""The address changes with the password, and by a mailed link where mail can be sent."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from studio.accounts.models import User
from studio.accounts.users.email_change import Change
from tests.accounts.test_emails import DEAD
from tests.fixtures import PASSWORD

pytestmark = pytest.mark.django_db

NEW = "liu@studio.example"


def ask(client, **changes):
    return client.post(reverse("account_email"), {"email": NEW, "password": PASSWORD, **changes})


@pytest.fixture
def with_mail(settings):
    settings.HAS_MAIL = True


def link() -> str:
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body)[1]


def test_without_a_mail_server_the_address_changes_at_once(alice, browser_of):
    client = browser_of(alice)
    assert ask(client, email="Liu@Studio.example").url == reverse("account")
    assert User.objects.get().email == NEW
    assert client.get(reverse("account")).status_code == 200, "she stays signed in"


def test_the_old_address_no_longer_signs_in(alice, client, browser_of):
    ask(browser_of(alice))
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert client.get(reverse("studio")).status_code == 302
    client.post(reverse("account_login"), {"login": NEW, "password": PASSWORD})
    assert client.get(reverse("studio")).status_code == 200


def test_with_one_it_waits_for_the_link(with_mail, alice, client, browser_of):
    ask(browser_of(alice))
    assert mail.outbox[0].to == [NEW]
    assert User.objects.get().email == alice.email
    assert client.get(link()).status_code == 200
    assert User.objects.get().email == alice.email, "mail programs look at links by themselves"
    client.post(link())
    assert User.objects.get().email == NEW


def test_the_link_works_once(with_mail, alice, client, browser_of):
    ask(browser_of(alice))
    client.post(link())
    assert client.get(link()).status_code == 404
    assert client.post(link()).status_code == 404


def test_a_forged_link_does_nothing(client, alice):
    assert client.post(reverse("account_confirm_email", args=["forged:1abc:xyz"])).status_code == 404


def test_the_wrong_password_changes_nothing(alice, browser_of):
    answer = ask(browser_of(alice), password="wrong")
    assert answer.status_code == 422
    assert "Incorrect password." in answer.text
    assert User.objects.get().email == alice.email


def test_wrong_passwords_are_counted(alice, browser_of):
    client = browser_of(alice)
    for _ in range(5):
        ask(client, password="wrong")
    assert "Too many failed attempts" in ask(client).text


def test_somebody_elses_address_is_refused(alice, bob, browser_of):
    assert "used by another account" in ask(browser_of(alice), email=bob.email).text


def test_who_comes_second_is_refused(with_mail, alice, charlie, client):
    key = Change(user=alice, to=NEW).key
    User.objects.filter(pk=charlie.pk).update(email=NEW)
    client.post(reverse("account_confirm_email", args=[key]))
    assert User.objects.get(pk=alice.pk).email == alice.email


def test_a_dead_mail_server_is_reported(with_mail, alice, browser_of, settings):
    settings.MAILERS = {"default": DEAD}
    answer = ask(browser_of(alice))
    assert "The email could not be sent" in answer.text
    assert User.objects.get().email == alice.email
