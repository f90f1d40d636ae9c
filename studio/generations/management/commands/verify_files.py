"""`manage.py verify_files`: reads every file that the database names, and compares images with their hashes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from studio.generations.files.stored_files import problem, stored_files
from studio.infra.deploy.embedded_postgres import PostgresError
from studio.infra.deploy.standalone_postgres import database


class Command(BaseCommand):
    help = "Checks that every file that the database names is there, and every image what it was."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        count = wrong = 0
        try:
            with database():
                for file in stored_files():
                    count += 1
                    if found := problem(file):
                        wrong += 1
                        self.stderr.write(f"{found}: {file.name}")
        except (PostgresError, OSError) as error:
            raise CommandError(str(error)) from error
        if wrong:
            raise CommandError(f"{wrong} of {count} files are missing or changed.")
        self.stdout.write(f"All {count} files are there, and every image has its hash.")
