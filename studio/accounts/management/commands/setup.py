"""`manage.py setup`: creates the administrator from the environment, or prints the link to the form for it."""

from typing import Any

from django.core.management.base import BaseCommand

from studio.accounts.users import bootstrap


class Command(BaseCommand):
    help = "Makes the first administrator from the environment, or prints the one-time link to a form for it."

    def handle(self, *args: Any, **options: Any) -> None:
        bootstrap.ensure_administrator()
        if bootstrap.is_open():
            self.stdout.write(f"SETUP_LINK {bootstrap.link()}")
