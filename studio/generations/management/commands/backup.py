"""`manage.py backup FOLDER`: saves the database, its files, and the key; the studio may run meanwhile."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from studio.generations.backup import BackupError, save
from studio.infra.deploy.embedded_postgres import PostgresError
from studio.infra.deploy.pg_dump import DumpError
from studio.infra.deploy.standalone_postgres import database


class Command(BaseCommand):
    help = "Backs the studio up into a folder: a new one, or one that an earlier backup filled."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--no-files", action="store_true", help="leave the files: a bucket has its own backup"
        )

    def handle(self, *args: Any, folder: Path, no_files: bool, **options: Any) -> None:
        try:
            with database():
                copied = save(folder, with_files=not no_files)
        except (BackupError, DumpError, PostgresError, OSError) as error:
            raise CommandError(str(error)) from error
        for name in copied.missing:
            self.stderr.write(f"Not in the storage: {name}")
        self.stdout.write(f"Backed up the database and {copied.count} new files into {folder}.")
