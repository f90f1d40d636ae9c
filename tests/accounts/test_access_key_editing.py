"""Editing an access key: its name, expiry and limits, by everybody who may revoke it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from studio.accounts.keys.issuing import edit_key, revoke_key
from studio.accounts.models import AccessKey
from studio.accounts.permissions import Forbidden
from studio.audit.actions import Action
from studio.audit.models import AuditEntry
from tests.accounts.factories import access_key, administrator, auditor, lead_of

pytestmark = pytest.mark.django_db
FORM = {"name": "Nightly", "requests_per_minute": "9", "images_per_month": "500", "valid_until": ""}


def address(key: AccessKey) -> str:
    return reverse("access_key", args=[key.pk])


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_the_owner_changes_name_and_limits_but_not_team_and_scopes(alice, team, client_for):
    client, key = client_for(alice), access_key(alice, team).key
    response = client.post(address(key), FORM | {"team": "", "scopes": "read", "valid_until": day(3)})
    assert response.url == reverse("access_keys")
    assert "Nightly" in client.get(response.url).text
    new = AccessKey.objects.get()
    assert (new.name, new.requests_per_minute, new.images_per_month) == ("Nightly", 9, 500)
    assert (new.team, new.scopes, new.secret_hash) == (team, key.scopes, key.secret_hash)
    assert timedelta(days=2) < new.expires_at - timezone.now() <= timedelta(days=4)


def test_saving_the_unchanged_form_changes_nothing(alice, client_for):
    expires = timezone.now() + timedelta(days=30)
    client, key = client_for(alice), access_key(alice, expires_at=expires, images_per_month=7).key
    form = client.get(address(key)).context["form"]
    client.post(address(key), {name: form[name].value() for name in form.fields})
    assert AccessKey.objects.get().expires_at == expires
    assert not AuditEntry.objects.filter(action=Action.KEY_EDITED).exists()


def test_empty_fields_remove_the_expiry_and_the_limit(alice, client_for):
    key = access_key(alice, expires_at=timezone.now() + timedelta(days=3), images_per_month=7).key
    client_for(alice).post(address(key), FORM | {"images_per_month": ""})
    new = AccessKey.objects.get()
    assert (new.expires_at, new.images_per_month) == (None, None)


def test_an_expired_key_is_renamed_and_stays_expired(alice, client_for):
    expired_at = timezone.now() - timedelta(days=9)
    key = access_key(alice, expires_at=expired_at).key
    client_for(alice).post(address(key), FORM | {"valid_until": day(-9)})
    new = AccessKey.objects.get()
    assert (new.name, new.expires_at) == ("Nightly", expired_at)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": " "}, "This field is required."),
        ({"requests_per_minute": "0"}, "greater than or equal to 1"),
        ({"images_per_month": "1000001"}, "less than or equal to 1000000"),
        ({"valid_until": day(-1)}, "Choose a day from today on"),
        ({"valid_until": "9999-12-31"}, "Choose a day from today on"),
        ({"valid_until": "soon"}, "Enter a valid date."),
    ],
)
def test_an_invalid_form_shows_the_error_and_keeps_the_input(changes, message, alice, client_for):
    key = access_key(alice).key
    response = client_for(alice).post(address(key), FORM | changes)
    assert response.status_code == 422
    assert message in response.text
    assert "images_per_month" in changes or 'value="500"' in response.text
    assert "Edit “Scripts”" in response.text
    assert AccessKey.objects.get().name == "Scripts"


def test_a_lead_edits_the_keys_of_the_team_and_returns_to_its_page(alice, team, client_for):
    client, key, private = client_for(lead_of(team)), access_key(alice, team).key, access_key(alice).key
    back = team.get_absolute_url()
    assert f"{address(key)}?back={back}" in client.get(back).text
    assert client.post(address(key), FORM | {"back": back}).url == back
    assert client.get(address(private)).status_code == 404


def test_nobody_else_can_edit_a_key(alice, bob, charlie, team, client_for):
    key = access_key(alice, team).key
    for person in (bob, charlie):
        assert client_for(person).post(address(key), FORM).status_code == 404
        with pytest.raises(Forbidden):
            edit_key(key, by=person, name="Mine")
    assert client_for(auditor()).get(address(key)).status_code == 403
    assert AccessKey.objects.get().name == "Scripts"


def test_an_administrator_edits_any_key(alice, client_for):
    key, page = access_key(alice).key, reverse("person", args=[alice.pk])
    assert client_for(administrator()).post(address(key), FORM | {"back": page}).url == page
    assert AccessKey.objects.get().name == "Nightly"


def test_a_revoked_key_is_not_found(alice, client_for):
    key = access_key(alice).key
    revoke_key(key, by=alice)
    assert client_for(alice).post(address(key), FORM).status_code == 404


def test_a_change_is_in_the_audit_trail(alice):
    key = access_key(alice).key
    edit_key(key, by=alice, name="Scripts", requests_per_minute=9)
    entry = AuditEntry.objects.get(action=Action.KEY_EDITED)
    assert (entry.actor_id, entry.target_name) == (alice.pk, "Scripts")
    assert (entry.before, entry.after) == ({"requests_per_minute": 60}, {"requests_per_minute": 9})
