"""`manage.py reset_link EMAIL`: prints a link to choose a new password, where no administrator can sign in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from studio.accounts.models import User
from studio.accounts.users.reset_link import reset_link


class Command(BaseCommand):
    help = "Prints a link with which the person of this address chooses a new password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address of the account")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        person = User.objects.filter(email=email.strip().lower(), is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody who may sign in has the address {email}.")
        self.stdout.write(reset_link(person, by=None))
