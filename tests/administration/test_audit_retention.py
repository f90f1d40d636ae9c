"""Audit entries older than the setting are deleted, but never within a year."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.administration.audit_log import retention
from studio.audit.models import AuditEntry
from studio.infra.jobs import periodic
from studio.policies.installation import change_settings, clear_settings_cache
from tests.accounts.factories import administrator

pytestmark = pytest.mark.django_db


@pytest.fixture
def set_retention_days():
    """Sets how many days entries are kept."""

    def set_retention(days: int) -> None:
        change_settings({"audit_days": days}, by=administrator())
        clear_settings_cache()

    yield set_retention
    clear_settings_cache()


def create_entry(days: int) -> AuditEntry:
    at = timezone.now() - timedelta(days=days)
    return AuditEntry.objects.create(at=at, actor_name="Dora", action="person.suspended", search_vector="")


def test_entries_older_than_the_setting_are_deleted_in_batches(set_retention_days, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    set_retention_days(400)
    recent, *_old = [create_entry(days) for days in (399, 401, 402, 403, 500, 5000)]
    assert retention.delete_expired() == 5
    assert AuditEntry.objects.get(action="person.suspended") == recent


def test_a_longer_retention_keeps_more_entries(set_retention_days):
    set_retention_days(1000)
    for days in (999, 1001):
        create_entry(days)
    assert retention.delete_expired() == 1


def test_workers_delete_expired_entries_every_hour():
    assert retention.delete_expired in periodic.hourly
