"""Access keys in the browser: on the account page, the page of a team and the page of a person."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from studio.accounts.keys.issuing import create_key
from studio.accounts.models import AccessKey, Membership, Role, Scope
from tests.accounts.factories import access_key, administrator, auditor, lead_of
from tests.fixtures import PASSWORD

pytestmark = pytest.mark.django_db

KEYS = "/account/keys/"
FORM = {
    "name": "Figma plug-in",
    "scopes": ["generate", "read"],
    "lifetime": "90",
    "requests_per_minute": "60",
}


def secret_on(page: str) -> str:
    return re.search(r'id="secret">(sds_[0-9a-f]{64})<', page)[1]


def reauthenticated(client: Client) -> Client:
    """The client, after it has confirmed the password again."""
    response = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": KEYS})
    assert response.url == KEYS
    return client


def revoke(client, key: AccessKey, **fields: str):
    return client.post(reverse("access_key_revoke", args=[key.pk]), fields)


def test_a_new_key_is_shown_once_and_listed_without_its_secret(alice, client_for):
    client = reauthenticated(client_for(alice))
    secret = secret_on(client.post(KEYS, FORM).text)
    key = AccessKey.objects.with_secret(secret).get()
    assert (key.owner, key.team, key.name) == (alice, None, "Figma plug-in")
    page = client.get(KEYS).text
    assert "Figma plug-in" in page
    assert f"{secret[:10]}…" in page
    assert secret not in page


def test_the_form_sets_team_scopes_expiry_and_limit(alice, team, client_for):
    more = {"team": team.slug, "scopes": "read", "lifetime": "30", "images_per_month": "500"}
    reauthenticated(client_for(alice)).post(KEYS, FORM | more)
    key = AccessKey.objects.get()
    assert (key.team, key.scopes, key.images_per_month) == (team, ["read"], 500)
    assert timedelta(days=29) < key.expires_at - timezone.now() <= timedelta(days=30)


def test_a_key_may_never_expire(alice, client_for):
    page = reauthenticated(client_for(alice)).post(KEYS, FORM | {"lifetime": ""}).text
    assert AccessKey.objects.get().expires_at is None
    assert "Never expires" in page


def test_a_new_key_expires_in_90_days_by_default(alice, client_for):
    client = reauthenticated(client_for(alice))
    assert re.search(r'value="90" selected', client.get(KEYS).text)
    assert re.search(r'value="365" selected', client.post(KEYS, {"lifetime": "365"}).text)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": " "}, "This field is required."),
        ({"scopes": []}, "Choose at least one scope."),
        ({"scopes": "admin"}, "Select a valid choice"),
        ({"team": "other"}, "Select a valid choice"),
        ({"lifetime": "7"}, "Select a valid choice"),
        ({"requests_per_minute": "0"}, "greater than or equal to 1"),
        ({"images_per_month": "-1"}, "greater than or equal to 1"),
    ],
)
def test_an_invalid_form_shows_the_error_and_keeps_the_input(changes, message, alice, client_for):
    response = reauthenticated(client_for(alice)).post(KEYS, FORM | {"images_per_month": "17"} | changes)
    assert response.status_code == 422
    assert message in response.text
    assert "images_per_month" in changes or 'value="17"' in response.text
    assert not AccessKey.objects.exists()


def test_a_viewer_sees_why_their_key_cannot_create_images(alice, team, client_for):
    Membership.objects.update(role=Role.VIEWER)
    response = reauthenticated(client_for(alice)).post(KEYS, FORM | {"team": team.slug})
    assert response.status_code == 422
    assert "ask a team lead for the designer role" in response.text
    assert 'value="Figma plug-in"' in response.text


def test_the_owner_revokes_a_key_which_is_then_no_longer_listed(alice, client_for):
    client, key = client_for(alice), access_key(alice).key
    response = revoke(client, key)
    assert response.url == KEYS
    assert "Scripts is revoked" in client.get(KEYS).text
    assert "No access keys" in client.get(KEYS).text


def test_a_lead_sees_and_revokes_the_keys_of_the_team_on_its_page(alice, team, client_for):
    client, key, private = (
        client_for(lead_of(team)),
        access_key(alice, team).key,
        access_key(alice, name="Mine").key,
    )
    page = client.get(team.get_absolute_url()).text
    assert "Alice · Brand Studio" in page
    assert "Mine" not in page
    assert revoke(client, key, back=team.get_absolute_url()).url == team.get_absolute_url()
    assert revoke(client, private).status_code == 404


def test_members_do_not_see_each_others_keys(alice, bob, team, client_for):
    key = access_key(alice, team, name="Figma plug-in").key
    assert "Figma plug-in" not in client_for(bob).get(team.get_absolute_url()).text
    assert revoke(client_for(bob), key).status_code == 404


def test_an_administrator_sees_and_revokes_the_keys_of_a_person(alice, client_for):
    key, page = access_key(alice).key, reverse("person", args=[alice.pk])
    client = client_for(administrator())
    assert "Revoke…" in client.get(page).text
    assert revoke(client, key, back=page).url == page
    assert "No access keys" in client.get(page).text


def test_an_auditor_sees_keys_and_cannot_revoke_them(alice, client_for):
    key, client = access_key(alice).key, client_for(auditor())
    page = client.get(reverse("person", args=[alice.pk])).text
    assert key.hint in page
    assert "Revoke…" not in page
    assert revoke(client, key).status_code == 403


def test_an_expired_key_is_marked(alice, client_for):
    create_key(
        owner=alice, team=None, name="Old", scopes=[Scope.READ], by=alice,
        expires_at=timezone.now() - timedelta(days=2),
    )  # fmt: skip
    page = client_for(alice).get(KEYS).text
    assert "Expired 2 days ago" in page.replace("\xa0", " ")
    assert '<span class="pill" data-s="warn">expired</span>' in page


def test_a_new_key_asks_for_the_password_and_keeps_the_form(alice, client_for):
    client = client_for(alice)
    response = client.post(KEYS, FORM)
    assert response.url.startswith(reverse("account_reauthenticate"))
    assert client.post(response.url, {"password": "wrong", "next": KEYS}).status_code == 200
    assert not AccessKey.objects.exists()
    page = client.post(response.url, {"password": PASSWORD, "next": KEYS}).text
    assert AccessKey.objects.with_secret(secret_on(page)).get().name == "Figma plug-in"


def test_the_password_is_not_asked_for_again_at_the_next_key(alice, client_for):
    client = reauthenticated(client_for(alice))
    for _key in range(2):
        assert secret_on(client.post(KEYS, FORM).text)
