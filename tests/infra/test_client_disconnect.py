"""Browsers that leave while their pages are being made: nothing of it stays behind."""

import asyncio
import random
from collections.abc import Callable

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test import Client

from studio.accounts.models import User
from studio.asgi import application
from studio.infra.server.request_limits import Message

AT_ONCE, EACH = 8, 25
LONGEST = 0.12  # seconds until one leaves; some have their page by then


async def visit(path: str, cookie: str, *, after: float) -> None:
    """Asks for a page and leaves so many seconds later."""
    left = asyncio.Event()
    messages = [{"type": "http.request", "body": b""}]

    async def receive() -> Message:
        if not messages:
            await left.wait()
        return messages.pop() if messages else {"type": "http.disconnect"}

    async def send(_message: Message) -> None:
        pass

    headers = [(b"host", b"localhost"), (b"cookie", f"sessionid={cookie}".encode())]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers}
    request = asyncio.create_task(application(scope, receive, send))
    await asyncio.sleep(after)
    left.set()
    await request


@pytest.fixture
def cookie(alice: User, browser_of: Callable[[User], Client]) -> str:
    return browser_of(alice).cookies["sessionid"].value


@pytest.mark.django_db(transaction=True)
async def test_a_connection_to_the_database_is_always_given_back(cookie: str) -> None:
    opened: list[BaseDatabaseWrapper] = []
    chance = random.Random(1)

    def note(connection: BaseDatabaseWrapper, **_more: object) -> None:
        opened.append(connection)

    async def hurry() -> None:
        for _ in range(EACH):
            path = chance.choice(("/", "/gallery/", "/gallery/count/", "/gallery/rail/"))
            await visit(path, cookie, after=chance.uniform(0, LONGEST))

    connection_created.connect(note)
    try:
        await asyncio.gather(*(hurry() for _ in range(AT_ONCE)))
    finally:
        connection_created.disconnect(note)
    assert len(opened) > AT_ONCE * EACH / 2
    assert [one for one in opened if one.connection is not None] == []
