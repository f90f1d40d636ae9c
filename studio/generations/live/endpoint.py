"""The page's stream: one per page. It tells each change of the runs that are watched as whole tiles, new runs as whole
cards, and how many notices are unread; it ends when the viewer may no longer look.

Messages are idempotent: a tile is swapped by its id, so an overlap after a reconnect repeats and never doubles.
"""

import asyncio
import contextvars
import weakref
from collections import Counter
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_not_required
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from studio.accounts.request_utils import number_in, parse_moment
from studio.generations.live import updates
from studio.generations.live.subscription import Subscription
from studio.generations.live.updates import Connection
from studio.infra.pubsub import listener
from studio.infra.shutdown import closing

POLL = 10.0  # seconds; backs up a lost ring, and is the heartbeat that keeps proxies from closing the line
PER_USER = 6  # streams at once; as many as HTTP/1.1 browsers open to one host

# The ORM pins a connection to each thread: a few shared threads serve any number of pages.
_readers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="stream")
_open: Counter[int] = Counter()


@login_not_required
@require_GET
async def run_events(request: HttpRequest) -> HttpResponseBase:
    """Server-sent events for the signed-in person; 401 rather than a redirect, which a stream would follow for ever."""
    user = await request.auser()
    if not user.is_authenticated:
        return HttpResponse(status=401)
    if _open[user.pk] >= PER_USER:
        return HttpResponse(status=429, headers={"Retry-After": "30"})
    cursor = _cursor(request)
    line = Connection(
        user=user.pk,
        session=request.session.session_key,
        language=translation.get_language(),
        watch=Subscription.read(request.GET),
        opened=cursor,
        connected=timezone.now(),
        told={"unread": number_in(request.GET, "unread"), "busy": "busy" in request.GET},
    )
    messages = _messages(line, cursor, ConnectionSlot(user.pk))
    response = StreamingHttpResponse(messages, content_type="text/event-stream; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


class ConnectionSlot:
    """One of a person's streams. Taken in the same breath as the check, so that a crowd does not slip through;
    given back when the stream ends, or when nobody ever read it."""

    def __init__(self, user: int) -> None:
        _open[user] += 1
        self.leave = weakref.finalize(self, _open.subtract, [user])


def _cursor(request: HttpRequest) -> datetime:
    """Where the page is: the last event it saw, else the moment it was made; the start of the day if it is confused."""
    for text in (request.headers.get("Last-Event-ID"), request.GET.get("since")):
        if moment := parse_moment(text or ""):
            return min(moment, timezone.now())
    return timezone.now() - timedelta(days=1)


async def _messages(line: Connection, cursor: datetime, seat: ConnectionSlot) -> AsyncIterator[bytes]:
    read = sync_to_async(updates.read, thread_sensitive=False, executor=_readers)
    find_teams = sync_to_async(updates.teams, thread_sensitive=False, executor=_readers)
    try:
        # The request's own thread lives as long as the page: the connection that signed it in goes back to the pool.
        await sync_to_async(close_old_connections)()
        teams = await run_detached(find_teams(line))
        with listener().subscribe(owner=line.user, teams=teams) as subscription:
            yield b"retry: 1000\n\n"
            while not closing.is_set():
                news = await run_detached(read(line, cursor))
                cursor = news.cursor
                if news.html:
                    yield _message(news.html, cursor)
                # In a message of its own: with its element gone, the page would not hear that the rest was swapped.
                if news.moves:
                    yield _message(news.moves, cursor)
                if news.is_said:
                    yield b"event: studio:comments\ndata: again\n\n"
                if news.has_images:
                    yield b"event: studio:images\ndata: again\n\n"
                for event in news.events:
                    yield f"event: {event}\ndata: again\n\n".encode()
                if news.farewell:
                    yield f"event: studio:toast\ndata: {news.farewell}\n\n".encode()
                if news.is_over:
                    yield b"event: end\ndata: end\n\n"
                    return
                if not await subscription.wait(POLL):
                    yield b": still here\n\n"
    finally:
        seat.leave()


async def run_detached[Answer](work: Coroutine[Any, Any, Answer]) -> Answer:
    """Runs outside the request's context, whose threads and connections would otherwise live as long as the page."""
    return await asyncio.get_running_loop().create_task(work, context=contextvars.Context())


def _message(html: str, cursor: datetime) -> bytes:
    lines = "".join(f"data: {line}\n" for line in html.splitlines() if line.strip())
    return f"id: {cursor.isoformat()}\n{lines}\n".encode()
