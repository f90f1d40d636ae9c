"""Pub/sub over PostgreSQL's LISTEN and NOTIFY: a change of a run notifies the pages that show it, in every process.

A notification contains ids only, and may be lost: subscribers read the database again when notified, and from time to
time without a notification. One LISTEN connection serves a whole process, however many pages are open.
"""

import asyncio
import contextlib
import contextvars
import logging
from collections import defaultdict
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection

from studio.infra.shutdown import closing

CHANNEL = "studio"
CHECK_SECONDS = 30.0  # an idle connection is checked this often
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0

log = logging.getLogger(__name__)


def publish(*, run: int, owner: int, team: int | None) -> None:
    """Notifies inside the caller's transaction: PostgreSQL delivers at its commit, and merges repeats."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{owner}:{team or ''}:{run}"])


def publish_user(person: int) -> None:
    """Notifies that a user's access has changed: every open page of theirs checks it again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{person}::"])


class Subscription:
    """One page's subscription while it is open: `with subscription: await subscription.wait(15)`."""

    def __init__(
        self, listener: "Listener", *, owner: int, teams: frozenset[int], run: int | None = None
    ) -> None:
        self.owner = owner
        self.teams = teams
        self.run = run
        self._owner_listener = listener
        self._notified = asyncio.Event()

    def __enter__(self) -> Self:
        self._owner_listener.add(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._owner_listener.remove(self)

    async def wait(self, timeout: float) -> bool:
        """True when something was published since the last wait, False after `timeout` seconds or at shutdown."""
        if not closing.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(timeout):
                    await self._notified.wait()
        notified = self._notified.is_set() and not closing.is_set()
        self._notified.clear()
        return notified

    def wake(self) -> None:
        self._notified.set()


class Listener:
    """The listener of one event loop. It starts with its first subscription."""

    def __init__(self, parameters: Callable[[], dict[str, Any]] | None = None) -> None:
        """`parameters` returns the arguments of psycopg's connect; by default those of Django's database."""
        self._parameters = parameters or _parameters
        self._by_owner: defaultdict[int, set[Subscription]] = defaultdict(set)
        self._by_team: defaultdict[int, set[Subscription]] = defaultdict(set)
        self._listener: asyncio.Task[None] | None = None

    def subscribe(self, *, owner: int, teams: frozenset[int]) -> Subscription:
        """Subscribes to the owner's runs and to those of the teams; also notified once when listening starts."""
        return Subscription(self, owner=owner, teams=teams)

    def subscribe_run(self, run: int, *, owner: int) -> Subscription:
        """Subscribes to one run of the owner, and to changes of the owner's access."""
        return Subscription(self, owner=owner, teams=frozenset(), run=run)

    def add(self, subscription: Subscription) -> None:
        self._by_owner[subscription.owner].add(subscription)
        for team in subscription.teams:
            self._by_team[team].add(subscription)
        if self._listener is None or self._listener.done():
            # A request's context would tie the listener, and every thread it uses, to that request.
            self._listener = asyncio.get_running_loop().create_task(
                self._listen(), name="listener", context=contextvars.Context()
            )

    def remove(self, subscription: Subscription) -> None:
        _discard(self._by_owner, subscription.owner, subscription)
        for team in subscription.teams:
            _discard(self._by_team, team, subscription)

    async def close(self) -> None:
        """Stops listening; every wait ends."""
        if self._listener is not None:
            self._listener.cancel()
            await asyncio.gather(self._listener, return_exceptions=True)
            self._listener = None
        self._wake(self._all_subscriptions())

    async def _listen(self) -> None:
        shutdown = asyncio.create_task(closing.wait())
        listening = asyncio.create_task(self._listen_forever())
        try:
            await asyncio.wait({shutdown, listening}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            shutdown.cancel()
            listening.cancel()
            await asyncio.gather(shutdown, listening, return_exceptions=True)
            self._wake(self._all_subscriptions())

    async def _listen_forever(self) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                listening = await psycopg.AsyncConnection.connect(**self._parameters(), autocommit=True)
                async with listening:
                    await listening.execute(f"LISTEN {CHANNEL}")
                    pause = FIRST_PAUSE
                    self._wake(self._all_subscriptions())  # what was published while disconnected
                    await self._receive(listening)
            except (psycopg.Error, OSError) as error:
                log.warning(
                    "The listener lost its connection, again in %.1f s: %s", pause, str(error).strip()
                )
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _receive(self, listening: psycopg.AsyncConnection[Any]) -> None:
        while True:
            async for notice in listening.notifies(timeout=CHECK_SECONDS):
                self._wake(self._subscribers_of(notice.payload))
            await listening.execute("SELECT 1")

    def _subscribers_of(self, payload: str) -> Iterator[Subscription]:
        owner, team, run = payload.split(":")
        for subscription in self._by_owner.get(int(owner), ()):
            if subscription.run is None or run in ("", str(subscription.run)):
                yield subscription
        if team:
            yield from self._by_team.get(int(team), ())

    def _all_subscriptions(self) -> Iterator[Subscription]:
        for subscriptions in self._by_owner.values():
            yield from subscriptions

    @staticmethod
    def _wake(subscriptions: Iterator[Subscription]) -> None:
        for subscription in subscriptions:
            subscription.wake()


def _discard(index: defaultdict[int, set[Subscription]], key: int, subscription: Subscription) -> None:
    index[key].discard(subscription)
    if not index[key]:
        del index[key]


def _parameters() -> dict[str, Any]:
    """Django's connection parameters, for a plain psycopg connection."""
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context"):
        parameters.pop(name, None)
    return parameters


_listeners: WeakKeyDictionary[asyncio.AbstractEventLoop, Listener] = WeakKeyDictionary()


def listener() -> Listener:
    """The listener of the running loop: one in a web process, a fresh one for each test."""
    return _listeners.setdefault(asyncio.get_running_loop(), Listener())
