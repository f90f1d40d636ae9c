"""The page's stream: one per page, tells each change of my runs as whole tiles, and ends when nothing is left to tell.

Messages are idempotent: a tile is swapped by its id, so an overlap after a reconnect repeats and never doubles.
"""

import asyncio
import contextlib
import contextvars
import weakref
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.db import close_old_connections, connection
from django.db.models import Exists
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from studio.accounts.models import User
from studio.engine.bell import bell
from studio.engine.shutdown import closing
from studio.generations.models import Generation, Image
from studio.generations.states import RunState, SlotState
from studio.generations.trouble import current_trouble

OVERLAP = timedelta(seconds=2)  # rows that were committed later than they were stamped
POLL = 10.0  # seconds; backs up a lost ring, and is the heartbeat that keeps proxies from closing the line
PER_USER = 6  # streams at once; as many as HTTP/1.1 browsers open to one host

# The ORM pins a connection to each thread: a few shared threads serve any number of pages.
_readers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="stream")
_open: Counter[int] = Counter()


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What changed since a cursor."""

    html: str
    cursor: datetime
    is_over: bool
    """Nothing of this person's is unfinished, or they may no longer look."""


@login_not_required
@require_GET
async def run_events(request: HttpRequest) -> HttpResponseBase:
    """Server-sent events for the signed-in person; 401 rather than a redirect, which a stream would follow for ever."""
    user = await request.auser()
    if not user.is_authenticated:
        return HttpResponse(status=401)
    if _open[user.pk] >= PER_USER:
        return HttpResponse(status=429, headers={"Retry-After": "30"})
    messages = _messages(request, user, _cursor(request), _Seat(user.pk))
    response = StreamingHttpResponse(messages, content_type="text/event-stream; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


class _Seat:
    """One of a person's streams. Taken in the same breath as the check, so that a crowd does not slip through;
    given back when the stream ends, or when nobody ever read it."""

    def __init__(self, user: int) -> None:
        _open[user] += 1
        self.leave = weakref.finalize(self, _open.subtract, [user])


def _cursor(request: HttpRequest) -> datetime:
    """Where the page is: the last event it saw, else the moment it was made; the start of the day if it is confused."""
    for text in (request.headers.get("Last-Event-ID"), request.GET.get("since")):
        with contextlib.suppress(ValueError):
            moment = parse_datetime(text or "")
            if moment and timezone.is_aware(moment):
                return moment
    return timezone.now() - timedelta(days=1)


async def _messages(request: HttpRequest, user: User, cursor: datetime, seat: _Seat) -> AsyncIterator[bytes]:
    read = sync_to_async(_read, thread_sensitive=False, executor=_readers)
    session, language = request.session.session_key, translation.get_language()
    teams: frozenset[int] = frozenset()
    told: dict[str, object] = {}
    try:
        # The request's own thread lives as long as the page: the connection that signed it in goes back to the pool.
        await sync_to_async(close_old_connections)()
        with bell().subscribe(owner=user.pk, teams=teams) as subscription:
            yield b"retry: 1000\n\n"
            while not closing.is_set():
                news = await _aside(read(user.pk, session, cursor, language, told))
                cursor = news.cursor
                if news.html:
                    yield _message(news.html, cursor)
                if news.is_over:
                    yield b"event: end\ndata: end\n\n"
                    return
                if not await subscription.wait(POLL):
                    yield b": still here\n\n"
    finally:
        seat.leave()


async def _aside(work: Coroutine[Any, Any, News]) -> News:
    """Runs outside the request's context, whose threads and connections would otherwise live as long as the page."""
    return await asyncio.get_running_loop().create_task(work, context=contextvars.Context())


def _message(html: str, cursor: datetime) -> bytes:
    lines = "".join(f"data: {line}\n" for line in html.splitlines() if line.strip())
    return f"id: {cursor.isoformat()}\n{lines}\n".encode()


def _read(
    user: int, session: str | None, since: datetime, language: str | None, told: dict[str, object]
) -> News:
    """One look at the database: is the viewer still welcome, what changed, is anything unfinished.

    `told` is what this connection has said already, so that the overlap does not swap a tile twice.
    """
    try:
        with translation.override(language):
            return _news(user, session, since, told)
    finally:
        connection.close()  # back to the pool


def _news(user: int, session: str | None, since: datetime, told: dict[str, object]) -> News:
    viewer = _viewer(user, session)
    if viewer is None:
        return News(html="", cursor=since, is_over=True)
    runs = Generation.objects.filter(owner=user)
    # Asked first: a run that ends in between is told as ended below, and the page is closed one look later.
    is_over = not runs.unfinished().exists()
    # The parts of a card that change need its slots alone.
    changed = list(runs.filter(updated__gt=since - OVERLAP).prefetch_related("images").order_by("id"))
    return News(
        html=_render(changed, since - OVERLAP, told, viewer),
        cursor=max((run.updated for run in changed), default=since),
        is_over=is_over,
    )


def _viewer(user: int, session: str | None) -> User | None:
    """The person, as long as they are active and the session that opened the stream still lives."""
    session_lives = Exists(Session.objects.filter(pk=session, expire_date__gt=Now()))
    return User.objects.filter(session_lives, pk=user, is_active=True).first()


def _render(runs: list[Generation], since: datetime, told: dict[str, object], viewer: User) -> str:
    fresh = [run for run in runs if _is_news(told, f"run {run.pk}", run.updated)]
    for run in fresh:
        run.changed_slots = [
            slot for slot in _changed(run, since) if _is_news(told, f"slot {slot.pk}", _face(slot))
        ]
    context: dict[str, Any] = {"runs": fresh, "viewer": viewer}
    # Only an end or a refusal can bring trouble; while there is some, somebody else's success may end it.
    if told.get("trouble") or any(run.is_finished or run.error_code for run in fresh):
        trouble = current_trouble()
        if "trouble" not in told or _is_news(told, "trouble", trouble):
            told["trouble"] = trouble
            context |= {"trouble": trouble, "tells_trouble": True}
    if not fresh and "tells_trouble" not in context:
        return ""
    with timezone.override(viewer.time_zone or None):
        return render_to_string("generations/stream.html", context)


def _is_news(told: dict[str, object], key: str, face: object) -> bool:
    """Whether this connection has not shown it like this; remembers that it now has."""
    if told.get(key) == face:
        return False
    told[key] = face
    return True


def _face(slot: Image) -> object:
    """All that the looks of a tile depend on."""
    return slot.updated, slot.is_next


def _changed(run: Generation, since: datetime) -> Iterator[Image]:
    """Slots with news, and those whose tile changes with the run alone: the next to come begins to shimmer, and one
    that is sent back to the queue stops."""
    for slot in run.slots:
        waits_again = run.state == RunState.QUEUED and slot.state == SlotState.WAITING
        if slot.updated > since or slot.is_next or waits_again:
            yield slot
