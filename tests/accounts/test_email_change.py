"""The email address is changed with the password, and by a mailed link where mail can be sent."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from studio.accounts.models import User
from studio.accounts.users.email_change import Change
from tests.accounts.test_emails import UNREACHABLE_SERVER
from tests.fixtures import PASSWORD

pytestmark = pytest.mark.django_db

NEW = "liu@studio.example"


def change_email(client, **changes):
    return client.post(reverse("account_email"), {"email": NEW, "password": PASSWORD, **changes})


@pytest.fixture
def with_mail(settings):
    settings.HAS_MAIL = True


def link() -> str:
    return re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body)[1]


def test_without_a_mail_server_the_address_changes_at_once(alice, client_for):
    client = client_for(alice)
    assert change_email(client, email="Liu@Studio.example").url == reverse("account")
    assert User.objects.get().email == NEW
    assert client.get(reverse("account")).status_code == 200, "she stays signed in"


def test_the_old_address_no_longer_signs_in(alice, client, client_for):
    change_email(client_for(alice))
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})
    assert client.get(reverse("studio")).status_code == 302
    client.post(reverse("account_login"), {"login": NEW, "password": PASSWORD})
    assert client.get(reverse("studio")).status_code == 200


def test_with_a_mail_server_the_address_changes_by_the_link(with_mail, alice, client, client_for):
    change_email(client_for(alice))
    assert mail.outbox[0].to == [NEW]
    assert User.objects.get().email == alice.email
    assert client.get(link()).status_code == 200
    assert User.objects.get().email == alice.email, "mail programs look at links by themselves"
    client.post(link())
    assert User.objects.get().email == NEW


def test_the_link_works_once(with_mail, alice, client, client_for):
    change_email(client_for(alice))
    client.post(link())
    assert client.get(link()).status_code == 404
    assert client.post(link()).status_code == 404


def test_a_forged_link_is_not_found(client, alice):
    assert client.post(reverse("account_confirm_email", args=["forged:1abc:xyz"])).status_code == 404


def test_the_wrong_password_changes_nothing(alice, client_for):
    response = change_email(client_for(alice), password="wrong")
    assert response.status_code == 422
    assert "Incorrect password." in response.text
    assert User.objects.get().email == alice.email


def test_wrong_passwords_are_limited(alice, client_for):
    client = client_for(alice)
    for _ in range(5):
        change_email(client, password="wrong")
    assert "Too many failed attempts" in change_email(client).text


def test_the_address_of_another_account_is_refused(alice, bob, client_for):
    assert "used by another account" in change_email(client_for(alice), email=bob.email).text


def test_an_address_that_was_taken_meanwhile_is_refused(with_mail, alice, charlie, client):
    key = Change(user=alice, to=NEW).key
    User.objects.filter(pk=charlie.pk).update(email=NEW)
    client.post(reverse("account_confirm_email", args=[key]))
    assert User.objects.get(pk=alice.pk).email == alice.email


def test_an_unreachable_mail_server_is_reported(with_mail, alice, client_for, settings):
    settings.MAILERS = {"default": UNREACHABLE_SERVER}
    response = change_email(client_for(alice))
    assert "The email could not be sent" in response.text
    assert User.objects.get().email == alice.email
