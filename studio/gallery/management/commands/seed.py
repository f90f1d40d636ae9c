"""`manage.py seed --images 1000000 --teams 50`: creates a gallery of any size, for developers."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from studio.gallery import seed
from studio.sandbox.painter import paint


class Command(BaseCommand):
    help = "Adds finished runs with images in teams of 20 people. For developers: only in a studio of the sandbox."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--images", type=int, default=100_000, help="how many are added (100000)")
        parser.add_argument("--teams", type=int, default=50, help="in how many teams (50)")

    def handle(self, *args: Any, images: int, teams: int, **options: Any) -> None:
        if images < 1 or not 1 <= teams <= 999:
            raise CommandError("At least one image, and 1 to 999 teams.")
        if reason := seed.denial_reason():
            raise CommandError(reason)
        started = time.monotonic()
        seed.run(images, teams, paint=paint)
        people = teams * seed.MEMBERS
        took = f"{time.monotonic() - started:.0f} s"
        self.stdout.write(f"{images} images of {people} people in {teams} teams, in {took}.")
