"""`manage.py check_budgets`: compares what is booked with the runs and their images."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from studio.generations.ledger.ledger_check import differences, repair
from studio.infra.deploy.embedded_postgres import PostgresError
from studio.infra.deploy.standalone_postgres import database


class Command(BaseCommand):
    help = "Checks that every month's books are the sum of its runs, and every run's of its images."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="book what the runs and images say")

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        try:
            with database():
                self._check(repairs=repair)
        except (PostgresError, OSError) as error:
            raise CommandError(str(error)) from error

    def _check(self, *, repairs: bool) -> None:
        found = differences()
        for difference in found:
            self.stderr.write(str(difference))
        if found and not repairs:
            raise CommandError(f"{len(found)} of the books differ. Add --repair to book what is expected.")
        for difference in found:
            repair(difference)
        if left := differences() if found else []:
            raise CommandError(f"{len(left)} of the books still differ. Run the command again.")
        self.stdout.write(f"{len(found)} of the books were repaired." if found else "All books balance.")
