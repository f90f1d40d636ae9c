"""Access to the studio's database from a separate thread, where no event loop runs."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.test import Client

from studio.accounts.models import Membership, Role, Team, User
from studio.generations.models import Generation
from tests.fixtures import create_run, unique_word
from tests.live import LiveStudio

TIMEOUT = 60.0  # seconds; a test that waits this long has failed


class StudioDatabase:
    def __init__(self, studio: LiveStudio) -> None:
        self._studio = studio
        self._pool = ThreadPoolExecutor(1, "database")

    def __call__[T](self, function: Callable[[], T]) -> T:
        """Calls `function`, which may use the ORM, and returns its result."""

        def call() -> T:
            with self._studio.db():
                return function()

        return self._pool.submit(call).result()

    def close(self) -> None:
        self._pool.shutdown()

    def create_user(self) -> User:
        """A new user without a password: hashing one would take longer than most tests."""
        name = f"Alice-{unique_word()}"
        return self(lambda: User.objects.create_user(f"{name.lower()}@studio.example", None, name=name))

    def create_team(self, user: User, role: str = Role.LEAD) -> Team:
        """A new team with a unique slug, in which the user has this role."""

        def create() -> Team:
            team = Team.objects.create(name="Posters", slug=f"posters-{unique_word()}")
            Membership.objects.create(team=team, user=user, role=role)
            return team

        return self(create)

    def session_cookie(self, user: User) -> str:
        """The session cookie of a signed-in user."""

        def sign_in() -> str:
            client = Client()
            client.force_login(user)
            return client.cookies["sessionid"].value

        return self(sign_in)

    def create_run(self, user: User, prompt: str, images: int | None = None, size: str = "2560x1440") -> int:
        """A new run by this user; returns its id."""
        return self(lambda: create_run(user, prompt=prompt, max_images=images, size=size).pk)

    def run_state(self, run: int) -> str:
        return self(lambda: Generation.objects.values_list("state", flat=True).get(pk=run))

    def wait_until_ended(self, run: int) -> None:
        """Waits until the provider call has ended and all announced images are stored."""
        open_runs = Generation.objects.unfinished
        self.wait_until(lambda: not open_runs().filter(pk=run).exists())

    def wait_until(self, is_true: Callable[[], bool]) -> None:
        """Calls `is_true`, which may use the ORM, until it returns True."""
        deadline = time.monotonic() + TIMEOUT
        while not self(is_true):
            assert time.monotonic() < deadline
            time.sleep(0.1)
