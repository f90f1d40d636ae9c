"""A notification wakes exactly the pages that show the run, through a real PostgreSQL, and survives its restart."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction

from studio.infra.pubsub import (
    Listener,
    Subscription,
    listener,
    publish,
    publish_user,
)
from studio.infra.shutdown import closing
from tests.database import PostgresServer

ALICE, BOB, CHARLIE = 1, 2, 3
POSTERS, OTHER_TEAM = 10, 11

pytestmark = pytest.mark.django_db(transaction=True)
apublish = sync_to_async(publish)


@pytest.fixture(autouse=True)
def _reset_shutdown_event() -> Iterator[None]:
    yield
    closing.clear()


async def listen(*subscriptions: Subscription) -> None:
    """Wait for the first wake, when the listener is connected."""
    for subscription in subscriptions:
        assert await subscription.wait(60)


async def test_a_notification_reaches_only_the_owner_and_the_team() -> None:
    stack = ExitStack()
    alice = stack.enter_context(listener().subscribe(owner=ALICE, teams=frozenset()))
    bob = stack.enter_context(listener().subscribe(owner=BOB, teams=frozenset({POSTERS})))
    charlie = stack.enter_context(listener().subscribe(owner=CHARLIE, teams=frozenset({OTHER_TEAM})))
    with stack:
        await listen(alice, bob, charlie)
        await apublish(run=7, owner=ALICE, team=POSTERS)
        assert await alice.wait(60)
        assert await bob.wait(60)
        assert not await charlie.wait(0.05)
        await apublish(run=8, owner=ALICE, team=None)
        assert await alice.wait(60)
        assert not await bob.wait(0.05)


async def test_a_change_of_access_wakes_only_the_person_concerned() -> None:
    with (
        listener().subscribe(owner=ALICE, teams=frozenset({POSTERS})) as alice,
        listener().subscribe(owner=BOB, teams=frozenset({POSTERS})) as bob,
    ):
        await listen(alice, bob)
        await sync_to_async(publish_user)(ALICE)
        assert await alice.wait(60)
        assert not await bob.wait(0.05)


async def test_a_run_s_subscription_receives_only_that_run_and_its_owner() -> None:
    with listener().subscribe_run(7, owner=ALICE) as subscription:
        await listen(subscription)
        await apublish(run=77, owner=ALICE, team=POSTERS)
        await apublish(run=7, owner=ALICE, team=POSTERS)
        assert await subscription.wait(60)
        assert not await subscription.wait(0.05)
        await sync_to_async(publish_user)(ALICE)
        assert await subscription.wait(60)


async def test_a_hundred_pages_share_one_connection() -> None:
    async with asyncio.timeout(60):
        while await listeners():  # an earlier test's connection is closed by its backend a moment later
            await asyncio.sleep(0.02)
    with ExitStack() as stack:
        pages = [
            stack.enter_context(listener().subscribe(owner=owner, teams=frozenset())) for owner in range(100)
        ]
        await listen(*pages)
        assert await listeners() == 1
        await apublish(run=1, owner=42, team=None)
        assert await pages[42].wait(60)
        assert [page.owner for page in pages if await page.wait(0.001)] == []


@sync_to_async
def listeners() -> int:
    """In this test's own database: on the same server, the pages of other tests' studios listen too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])


async def test_a_notification_between_two_waits_is_not_lost() -> None:
    with listener().subscribe(owner=ALICE, teams=frozenset()) as page:
        await listen(page)
        await apublish(run=1, owner=ALICE, team=None)
        await asyncio.sleep(0.1)
        assert await page.wait(0)
        assert not await page.wait(0)


async def test_a_notification_of_a_failed_transaction_is_not_sent() -> None:
    @sync_to_async
    def fail() -> None:
        with transaction.atomic():
            publish(run=1, owner=ALICE, team=None)
            raise LookupError

    with listener().subscribe(owner=ALICE, teams=frozenset()) as page:
        await listen(page)
        with pytest.raises(LookupError):
            await fail()
        assert not await page.wait(0.1)


async def test_every_wait_ends_at_shutdown() -> None:
    with listener().subscribe(owner=ALICE, teams=frozenset()) as page:
        await listen(page)
        waiting = asyncio.create_task(page.wait(60))
        await asyncio.sleep(0)
        closing.set()
        assert not await asyncio.wait_for(waiting, 30)
        assert not await asyncio.wait_for(page.wait(60), 30)


async def test_a_restart_of_the_server_wakes_everyone_and_loses_no_listener(server: PostgresServer) -> None:
    url = server.url()
    own_listener = Listener(lambda: {"conninfo": url})
    with own_listener.subscribe(owner=ALICE, teams=frozenset()) as page:
        await listen(page)
        server.stop()
        server.start()
        assert await page.wait(60)
        await asyncio.to_thread(server.execute, "SELECT pg_notify('studio', '1::7')")
        assert await page.wait(60)
        await own_listener.close()
