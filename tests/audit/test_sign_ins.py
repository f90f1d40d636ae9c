"""Sign-ins, failed sign-ins, ended sessions and changed credentials are recorded."""

import pytest
from django.urls import reverse

from studio.accounts.models import User
from studio.accounts.users.email_change import AddressTaken, Change, apply
from studio.accounts.users.reset_link import reset_link
from studio.audit.actions import Action
from studio.audit.models import AuditEntry
from studio.generations.account_deletion import delete_account
from tests.audit.entries import only_entry, recorded_actions
from tests.fixtures import PASSWORD

pytestmark = pytest.mark.django_db


def sign_in(client, email, password=PASSWORD, address="192.0.2.7"):
    return client.post(reverse("account_login"), {"login": email, "password": password}, REMOTE_ADDR=address)


def test_a_sign_in_is_recorded_with_its_address(alice, client):
    sign_in(client, alice.email)
    entry = only_entry(Action.SIGNED_IN)
    assert (entry.actor_id, entry.address) == (alice.pk, "192.0.2.7")


def test_a_failed_sign_in_is_recorded_with_the_typed_email_and_no_password(alice, client):
    sign_in(client, "Alice@studio.example", "wrong password")
    entry = only_entry(Action.SIGN_IN_FAILED)
    assert (entry.actor_id, entry.actor_name, entry.target_id) == (None, "alice@studio.example", alice.pk)
    assert "wrong" not in str(AuditEntry.objects.values().get())


def test_entries_for_failed_sign_ins_are_rate_limited(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {
        "record_failed_sign_in": "2/h/ip,3/h/key",
        "login_failed": "",
        "login": "",
    }
    for number in range(8):
        sign_in(client, f"nobody{number}@studio.example", address=f"192.0.2.{number % 2}")
    assert AuditEntry.objects.count() == 3


def test_signing_out_other_sessions_is_recorded_once(alice, client):
    for _device in range(2):
        sign_in(type(client)(), alice.email)
    sign_in(client, alice.email)
    for _click in range(2):
        client.post(reverse("usersessions_list"))
    assert only_entry(Action.OTHER_SESSIONS_ENDED).after == {"sessions": 2}


def test_a_password_change_is_recorded_without_the_password(alice, client):
    sign_in(client, alice.email)
    new = "another long passphrase"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post(reverse("account_change_password"), form)
    assert recorded_actions() == [Action.PASSWORD_CHANGED]
    assert new not in str(AuditEntry.objects.values())


def test_a_password_set_with_a_reset_link_is_recorded(alice, client):
    link = reset_link(alice, by=None)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "another long passphrase", "password2": "another long passphrase"})
    assert recorded_actions() == [Action.RESET_LINK_CREATED, Action.PASSWORD_CHANGED]
    assert only_entry(Action.RESET_LINK_CREATED).actor_name == "Seedream Studio"


def change_email(client, email):
    return client.post(reverse("account_email"), {"email": email, "password": PASSWORD})


def test_an_email_change_is_recorded_with_the_old_address(alice, client_for):
    change_email(client_for(alice), "new@studio.example")
    entry = only_entry(Action.EMAIL_CHANGED)
    assert (entry.before, entry.after) == ({"email": alice.email}, {"email": "new@studio.example"})


def test_an_email_address_that_is_taken_leaves_no_entry(alice, charlie):
    with pytest.raises(AddressTaken):
        apply(Change(user=alice, to=charlie.email))
    assert not recorded_actions()


def test_entries_keep_the_name_of_a_deleted_account(alice):
    delete_account(User.objects.get(pk=alice.pk))
    entry = only_entry(Action.ACCOUNT_DELETED)
    assert (entry.actor_id, entry.actor_name) == (alice.pk, "Alice")
