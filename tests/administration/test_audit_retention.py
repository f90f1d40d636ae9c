"""Entries go when they are older than the setting says, and never within a year."""

from datetime import timedelta

import pytest
from django.utils import timezone

from studio.administration.audit_log import retention
from studio.audit.models import AuditEntry
from studio.infra.jobs import periodic
from studio.policies.installation import change_settings, forget_cached_settings
from tests.accounts.factories import administrator

pytestmark = pytest.mark.django_db


@pytest.fixture
def keep():
    """Sets how many days entries are kept."""

    def set_days(days: int) -> None:
        change_settings({"audit_days": days}, by=administrator())
        forget_cached_settings()

    yield set_days
    forget_cached_settings()


def entry(days: int) -> AuditEntry:
    at = timezone.now() - timedelta(days=days)
    return AuditEntry.objects.create(at=at, actor_name="Dora", action="person.suspended", words="")


def test_what_is_older_than_the_setting_goes_in_batches(keep, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    keep(400)
    young, *_old = [entry(days) for days in (399, 401, 402, 403, 500, 5000)]
    assert retention.delete_expired() == 5
    assert AuditEntry.objects.get(action="person.suspended") == young


def test_another_setting_keeps_more(keep):
    keep(1000)
    for days in (999, 1001):
        entry(days)
    assert retention.delete_expired() == 1


def test_workers_do_it_every_hour():
    assert retention.delete_expired in periodic.hourly
