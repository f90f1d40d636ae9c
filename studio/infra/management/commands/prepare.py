"""`manage.py prepare`: updates the database and static files; run before web and worker start."""

import argparse
from typing import Any

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from studio.infra.deploy.running_workers import WorkersRunningError, require_stopped_workers
from studio.infra.storage import DurableFileSystemStorage


class Command(BaseCommand):
    help = "Migrates, makes the cache table, collects static files that changed, sets the first person up."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--no-static", action="store_true", help="do not collect static files")

    def handle(self, *args: Any, **options: Any) -> None:
        _wait_for_locks()
        try:
            require_stopped_workers()
        except WorkersRunningError as error:
            raise CommandError(str(error)) from error
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if not options["no_static"]:
            call_command("collect")
        if isinstance(default_storage, DurableFileSystemStorage):
            default_storage.sweep_parts()
        call_command("setup", stdout=self.stdout)


def _wait_for_locks() -> None:
    """Removes timeouts: a migration waits for open transactions, and may take longer than a page."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")
        cursor.execute("SET idle_in_transaction_session_timeout = 0")
