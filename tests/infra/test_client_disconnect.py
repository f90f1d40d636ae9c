"""Browsers that disconnect while their pages are rendered leave no open database connection behind."""

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

BROWSERS, VISITS = 8, 25
MAX_SECONDS = 0.12  # seconds until a browser disconnects; some have their page by then


async def visit(path: str, cookie: str, *, after: float) -> None:
    """Requests a page and disconnects so many seconds later."""
    disconnected = asyncio.Event()
    messages = [{"type": "http.request", "body": b""}]

    async def receive() -> Message:
        if not messages:
            await disconnected.wait()
        return messages.pop() if messages else {"type": "http.disconnect"}

    async def send(_message: Message) -> None:
        pass

    headers = [(b"host", b"localhost"), (b"cookie", f"sessionid={cookie}".encode())]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers}
    request = asyncio.create_task(application(scope, receive, send))
    await asyncio.sleep(after)
    disconnected.set()
    await request


@pytest.fixture
def cookie(alice: User, client_for: Callable[[User], Client]) -> str:
    return client_for(alice).cookies["sessionid"].value


@pytest.mark.django_db(transaction=True)
async def test_every_database_connection_is_closed(cookie: str) -> None:
    opened: list[BaseDatabaseWrapper] = []
    rng = random.Random(1)

    def record(connection: BaseDatabaseWrapper, **_more: object) -> None:
        opened.append(connection)

    async def visit_pages() -> None:
        for _ in range(VISITS):
            path = rng.choice(("/", "/gallery/", "/gallery/count/", "/gallery/rail/"))
            await visit(path, cookie, after=rng.uniform(0, MAX_SECONDS))

    connection_created.connect(record)
    try:
        await asyncio.gather(*(visit_pages() for _ in range(BROWSERS)))
    finally:
        connection_created.disconnect(record)
    assert len(opened) > BROWSERS * VISITS / 2
    assert [one for one in opened if one.connection is not None] == []
