"""`manage.py create_key EMAIL --name NAME …`: prints the secret of a new access key, once."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from studio.accounts.keys.issuing import create_key, end_of_day
from studio.accounts.models import Scope, Team, User
from studio.accounts.models.access_key import REQUESTS_PER_MINUTE
from studio.accounts.permissions import Forbidden


class Command(BaseCommand):
    help = "Creates an access key for the person of this address and prints its secret, which is shown only once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address of the account that the key acts for")
        parser.add_argument("--name", required=True, help="what the key is for")
        parser.add_argument(
            "--team", default="", help="the team's address; without it the key acts privately"
        )
        parser.add_argument(
            "--scopes", nargs="+", choices=Scope.values, default=Scope.values, help="default: all"
        )
        parser.add_argument(
            "--expires", type=date.fromisoformat, metavar="YYYY-MM-DD", help="the last day it is valid"
        )
        parser.add_argument("--requests-per-minute", type=_positive, default=REQUESTS_PER_MINUTE)
        parser.add_argument("--images-per-month", type=_positive)

    def handle(
        self, *args: Any, email: str, team: str, scopes: list[str], expires: date | None, **options: Any
    ) -> None:
        limits = {name: options[name] for name in ("requests_per_minute", "images_per_month")}
        try:
            issued = create_key(
                owner=_owner(email), team=_team(team), name=options["name"],
                scopes=[Scope(scope) for scope in dict.fromkeys(scopes)],
                expires_at=expires and end_of_day(expires), by=None, **limits,
            )  # fmt: skip
        except Forbidden as error:
            raise CommandError(str(error)) from error
        self.stdout.write(issued.secret)


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise ValueError(text)
    return number


def _owner(email: str) -> User:
    person = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        raise CommandError(f"Nobody who may sign in has the address {email}.")
    return person


def _team(slug: str) -> Team | None:
    if not slug:
        return None
    team = Team.objects.active().filter(slug=slug).first()
    if team is None:
        raise CommandError(f"There is no team with the address {slug}.")
    return team
