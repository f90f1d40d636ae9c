"""`manage.py setup`: makes the administrator of the environment, or prints the link that lets a person do it."""

from typing import Any

from django.core.management.base import BaseCommand

from studio.accounts.users import bootstrap


class Command(BaseCommand):
    help = "Makes the first administrator from the environment, or prints the one-time link to a form for it."

    def handle(self, *args: Any, **options: Any) -> None:
        bootstrap.ensure_administrator()
        if bootstrap.is_open():
            self.stdout.write(f"SETUP_LINK {bootstrap.link()}")
