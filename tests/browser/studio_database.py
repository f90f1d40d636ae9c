"""The studio's database, asked from a thread where nothing else runs."""

import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.test import Client

from studio.accounts.models import Membership, Role, Team, User
from studio.generations.models import Generation
from tests.fixtures import run_of
from tests.live import LiveStudio


class Ledger:
    def __init__(self, studio: LiveStudio) -> None:
        self._studio = studio
        self._pool = ThreadPoolExecutor(1, "ledger")

    def __call__[T](self, function: Callable[[], T]) -> T:
        """What `function` reads or writes by the ORM."""

        def ask() -> T:
            with self._studio.db():
                return function()

        return self._pool.submit(ask).result()

    def close(self) -> None:
        self._pool.shutdown()

    def someone(self) -> User:
        """A new person without a password, which would cost more than most tests."""
        name = f"Alice-{uuid.uuid4().hex[:8]}"
        return self(lambda: User.objects.create_user(f"{name.lower()}@studio.example", None, name=name))

    def team(self, user: User, role: str = Role.LEAD) -> Team:
        """A team like no other, in which somebody is what `role` says."""

        def make() -> Team:
            team = Team.objects.create(name="Posters", slug=f"posters-{uuid.uuid4().hex[:8]}")
            Membership.objects.create(team=team, user=user, role=role)
            return team

        return self(make)

    def session(self, user: User) -> str:
        """The cookie of somebody who has signed in."""

        def sign_in() -> str:
            client = Client()
            client.force_login(user)
            return client.cookies["sessionid"].value

        return self(sign_in)

    def run(self, user: User, prompt: str, images: int | None = None, size: str = "2560x1440") -> int:
        """A new run of somebody; returns its number."""
        return self(lambda: run_of(user, prompt=prompt, max_images=images, size=size).pk)

    def state(self, run: int) -> str:
        return self(lambda: Generation.objects.values_list("state", flat=True).get(pk=run))

    def until_ended(self, run: int) -> None:
        """The call has ended and all that was announced is stored."""
        open_runs = Generation.objects.unfinished
        while self(lambda: open_runs().filter(pk=run).exists()):
            time.sleep(0.1)
