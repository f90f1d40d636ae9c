"""The settings that administrators change without a restart."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from studio.audit.models import AuditEntry
from studio.gallery.curation.trash import days_left
from studio.generations.runs.quota import GIGABYTE, limit_of
from studio.policies import installation
from studio.policies.installation import installation_settings
from studio.policies.models import InstallationSettings
from tests.accounts.factories import auditor

pytestmark = pytest.mark.django_db

PAGE = "/administration/settings/"


def test_the_defaults_come_from_the_environment(root, settings, client_for, team):
    settings.TRASH_DAYS, settings.TEAM_STORAGE = 12, 7
    assert installation_settings().trash_days == 12
    assert limit_of(team) == 7 * GIGABYTE
    page = client_for(root).get(PAGE).text
    assert 'placeholder="12"' in page
    assert 'placeholder="7"' in page


def test_a_change_by_an_administrator_applies_at_once(root, client_for, team):
    client = client_for(root)
    response = client.post(PAGE, {"trash_days": "9", "team_storage_gb": "3"}, follow=True)
    assert "Saved." in response.text
    assert "Last changed by Root" in response.text
    assert installation_settings().trash_days == 9
    assert limit_of(team) == 3 * GIGABYTE
    assert days_left(timezone.now()) == 8


def test_a_team_with_its_own_limit_keeps_it(team, root):
    installation.change_settings({"team_storage_gb": 3}, by=root)
    team.storage_gb = 1
    assert limit_of(team) == GIGABYTE


def test_zero_overrides_the_default(root, settings, team):
    settings.TEAM_STORAGE = 7
    installation.change_settings({"team_storage_gb": 0}, by=root)
    assert limit_of(team) == 0


def test_an_empty_field_restores_the_default(root, settings, client_for):
    settings.TRASH_DAYS = 12
    installation.change_settings({"trash_days": 9}, by=root)
    client_for(root).post(PAGE, {"trash_days": ""})
    assert installation_settings().trash_days == 12


@pytest.mark.parametrize(
    ("field", "value"), [("trash_days", "0"), ("trash_days", "x"), ("audit_days", "364"), ("team_storage_gb", "-1")]
)  # fmt: skip
def test_an_invalid_value_is_shown_at_its_field_and_nothing_is_saved(root, client_for, field, value):
    response = client_for(root).post(PAGE, {"unused_references": "77", field: value})
    assert response.status_code == 422
    assert f'id="{field}-error"' in response.text
    assert 'value="77"' in response.text
    assert f'value="{value}"' in response.text
    assert not InstallationSettings.objects.exists()


def test_saving_the_current_values_changes_nothing(root, client_for):
    installation.change_settings({"trash_days": 9}, by=root)
    before = InstallationSettings.objects.get().changed_at
    response = client_for(root).post(PAGE, {"trash_days": "9"}, follow=True)
    assert "Nothing has changed." in response.text
    assert InstallationSettings.objects.get().changed_at == before


def test_a_change_leaves_one_entry_with_the_old_and_the_new_value(root, client_for):
    installation.change_settings({"trash_days": 9}, by=root)
    client_for(root).post(PAGE, {"trash_days": "10", "audit_days": ""})
    changes = AuditEntry.objects.filter(action="settings.changed")
    entries = changes.order_by("pk").values_list("action", "actor_id", "before", "after")
    assert list(entries) == [
        ("settings.changed", root.pk, {"trash_days": None}, {"trash_days": 9}),
        ("settings.changed", root.pk, {"trash_days": 9}, {"trash_days": 10}),
    ]


def test_an_auditor_has_read_only_access(client_for):
    client = client_for(auditor())
    page = client.get(PAGE)
    assert "<fieldset disabled>" in page.text
    assert client.post(PAGE, {"trash_days": "9"}).status_code == 403
    assert not InstallationSettings.objects.exists()


def test_the_page_is_404_for_other_users(alice, client_for):
    client = client_for(alice)
    assert client.get(PAGE).status_code == client.post(PAGE, {"trash_days": "9"}).status_code == 404
    assert PAGE not in client.get("/teams/").text
    assert not InstallationSettings.objects.exists()


def test_the_database_accepts_only_one_row_with_valid_values():
    for row in ({"pk": 2}, {"trash_days": 0}, {"audit_days": 364}, {"team_storage_gb": 1_000_001}):
        with pytest.raises(IntegrityError), transaction.atomic():
            InstallationSettings.objects.create(**row)
    with pytest.raises(ValidationError):
        InstallationSettings(trash_days=0).full_clean()


@pytest.mark.django_db(transaction=True)
def test_a_change_applies_at_once_here_and_elsewhere_after_the_cache_expires(root, monkeypatch):
    monkeypatch.setattr(installation, "CACHE_SECONDS", 3600)
    with CaptureQueriesContext(connection) as queries:
        assert installation_settings() is installation_settings()
    assert len(queries) == 1
    installation.change_settings({"trash_days": 9}, by=root)
    assert installation_settings().trash_days == 9
    InstallationSettings.objects.update(trash_days=10)  # by another process
    assert installation_settings().trash_days == 9
    now, until = installation.time.monotonic(), installation._cached[0]
    monkeypatch.setattr(installation.time, "monotonic", lambda: max(now, until))
    assert installation_settings().trash_days == 10
