"""`manage.py restore FOLDER`: restores a backup, and checks every file against its hash."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from studio.generations.backup import BackupError
from studio.generations.restore import end_open_runs, load
from studio.infra.deploy.data_dir import DataFolderError
from studio.infra.deploy.embedded_postgres import PostgresError
from studio.infra.deploy.pg_dump import DumpError
from studio.infra.deploy.standalone_postgres import database


class Command(BaseCommand):
    help = "Restores a backup into an empty data folder or database, and checks every file."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--no-files", action="store_true", help="leave the files: they are in their bucket"
        )
        parser.add_argument("--replace", action="store_true", help="instead of the studio that is there")

    def handle(self, *args: Any, folder: Path, no_files: bool, replace: bool, **options: Any) -> None:
        try:
            with database(alone=True):
                load(folder, with_files=not no_files, replace=replace)
                call_command("migrate", interactive=False, verbosity=0)
                ended = end_open_runs(folder)
                self.stdout.write(f"Restored the database; {ended} open runs have an unknown outcome.")
                call_command("verify_files", stdout=self.stdout, stderr=self.stderr)
        except (BackupError, DataFolderError, DumpError, PostgresError, OSError) as error:
            raise CommandError(str(error)) from error
