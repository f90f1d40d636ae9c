"""The page's stream of server-sent events. It sends changed runs as complete tiles, new runs as complete cards, and the
number of unread notifications; it ends when the viewer loses access.

Messages are idempotent: a tile is swapped by its id, so that repeated messages after a reconnect do no harm.
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

from studio.generations.live import updates
from studio.generations.live.subscription import Subscription
from studio.generations.live.updates import StreamConnection
from studio.infra.parsing import number_in, parse_moment
from studio.infra.pubsub import listener
from studio.infra.shutdown import closing

POLL = 10.0  # seconds; covers lost notifications, and is the heartbeat that prevents proxy timeouts
PER_USER = 6  # streams at once; as many as HTTP/1.1 browsers open to one host

# The ORM opens a connection per thread: a few shared threads serve any number of pages.
_readers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="stream")
_open_streams: Counter[int] = Counter()


@login_not_required
@require_GET
async def run_events(request: HttpRequest) -> HttpResponseBase:
    """Server-sent events for the signed-in person; 401, not a redirect, which a stream would follow endlessly."""
    user = await request.auser()
    if not user.is_authenticated:
        return HttpResponse(status=401)
    if _open_streams[user.pk] >= PER_USER:
        return HttpResponse(status=429, headers={"Retry-After": "30"})
    cursor = _cursor(request)
    stream = StreamConnection(
        user=user.pk,
        session=request.session.session_key,
        language=translation.get_language(),
        subscription=Subscription.read(request.GET),
        opened=cursor,
        connected=timezone.now(),
        sent={"unread": number_in(request.GET, "unread"), "busy": "busy" in request.GET},
    )
    messages = _messages(stream, cursor, ConnectionSlot(user.pk))
    response = StreamingHttpResponse(messages, content_type="text/event-stream; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


class ConnectionSlot:
    """One of a person's streams. Counted right after the check, so that simultaneous requests cannot exceed the limit;
    released when the stream ends, or when it is never read."""

    def __init__(self, user: int) -> None:
        _open_streams[user] += 1
        self.release = weakref.finalize(self, _open_streams.subtract, [user])


def _cursor(request: HttpRequest) -> datetime:
    """The time of the last event that the page received, else of its rendering; a day ago when neither is valid."""
    for text in (request.headers.get("Last-Event-ID"), request.GET.get("since")):
        if moment := parse_moment(text or ""):
            return min(moment, timezone.now())
    return timezone.now() - timedelta(days=1)


async def _messages(stream: StreamConnection, cursor: datetime, slot: ConnectionSlot) -> AsyncIterator[bytes]:
    read = sync_to_async(updates.read, thread_sensitive=False, executor=_readers)
    find_teams = sync_to_async(updates.teams, thread_sensitive=False, executor=_readers)
    try:
        # The request's thread lives as long as the page: return the connection that authenticated it to the pool.
        await sync_to_async(close_old_connections)()
        teams = await run_detached(find_teams(stream))
        with listener().subscribe(owner=stream.user, teams=teams) as changes:
            yield b"retry: 1000\n\n"
            while not closing.is_set():
                update = await run_detached(read(stream, cursor))
                cursor = update.cursor
                if update.html:
                    yield _message(update.html, cursor)
                # In a separate message: replacing the element would suppress the events of the other swaps.
                if update.source_html:
                    yield _message(update.source_html, cursor)
                if update.has_comments:
                    yield b"event: studio:comments\ndata: again\n\n"
                if update.has_images:
                    yield b"event: studio:images\ndata: again\n\n"
                for event in update.events:
                    yield f"event: {event}\ndata: again\n\n".encode()
                if update.closing_message:
                    yield f"event: studio:toast\ndata: {update.closing_message}\n\n".encode()
                if update.access_revoked:
                    yield b"event: end\ndata: end\n\n"
                    return
                if not await changes.wait(POLL):
                    yield b": still here\n\n"
    finally:
        slot.release()


async def run_detached[Result](work: Coroutine[Any, Any, Result]) -> Result:
    """Runs outside the request's context, whose threads and connections would otherwise live as long as the page."""
    return await asyncio.get_running_loop().create_task(work, context=contextvars.Context())


def _message(html: str, cursor: datetime) -> bytes:
    lines = "".join(f"data: {line}\n" for line in html.splitlines() if line.strip())
    return f"id: {cursor.isoformat()}\n{lines}\n".encode()
