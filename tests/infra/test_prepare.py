"""`prepare` does not migrate while workers run: they may store images with what a migration renames."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from studio.infra.deploy.running_workers import require_stopped_workers

pytestmark = pytest.mark.django_db


@pytest.fixture
def pending_migration(settings):
    settings.WORKER_STALLED = 1
    newest = MigrationRecorder.Migration.objects.filter(app="webhooks").latest("name")
    newest.delete()
    return MigrationRecorder.Migration.objects.filter(app="webhooks", name=newest.name)


def create_worker(*, heartbeat: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (clock_timestamp() + %s::interval)",
            [heartbeat],
        )


def test_prepare_fails_and_changes_nothing_while_a_worker_runs(pending_migration):
    create_worker(heartbeat="1 hour")
    with pytest.raises(CommandError, match=r"Still running: 1 worker.*Nothing was changed"):
        call_command("prepare", "--no-static")
    assert not pending_migration.exists()


def test_a_worker_that_was_killed_long_ago_does_not_count(pending_migration):
    create_worker(heartbeat="-1 hour")
    require_stopped_workers()


def test_the_last_heartbeat_of_a_worker_that_was_just_killed_expires(pending_migration, caplog):
    create_worker(heartbeat="0 seconds")
    require_stopped_workers()
    assert "Running or just killed workers: 1." in caplog.text


def test_workers_may_run_when_no_migration_waits():
    create_worker(heartbeat="1 hour")
    require_stopped_workers()


def test_workers_are_not_expected_in_a_new_database(pending_migration):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE procrastinate_workers RENAME TO elsewhere")
    require_stopped_workers()
