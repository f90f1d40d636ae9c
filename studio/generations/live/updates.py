"""What changed since a cursor, for one connection of the page's stream: tiles and cards as HTML, the count of unread
notifications, and whether the viewer may still look.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Exists
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from studio.accounts import notifications
from studio.accounts.models import NotificationKind, User
from studio.generations.live.page_parts import page_parts
from studio.generations.live.subscription import Subscription
from studio.generations.models import Generation, Image
from studio.generations.states import RunState, SlotState
from studio.generations.status.provider_status import current_problem

OVERLAP = timedelta(seconds=2)  # rows that were committed later than they were stamped
NEW_IMAGES = 60  # that are looked at: the page puts no more into itself


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamUpdate:
    """What changed since a cursor."""

    html: str
    cursor: datetime
    is_over: bool
    """They may no longer look."""
    farewell: str = ""
    """What to say before the end."""
    moves: str = ""
    """The page's stream anew."""
    is_said: bool = False
    """Something was said of the image on the page, or it was shared."""
    has_images: bool = False
    """New images have come into the gallery on the page."""
    events: tuple[str, ...] = ()
    """Of the parts that higher packages registered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One connection: whose, of which session, and what it watches. `told` is what it has said already, so that the
    overlap does not swap a tile twice."""

    user: int
    session: str | None
    language: str | None
    watch: Subscription
    opened: datetime
    """Where the page was."""
    connected: datetime
    told: dict[str, object]


def teams(line: Connection) -> frozenset[int]:
    """The teams whose messages wake this page."""
    try:
        viewer = _viewer(line)
        return line.watch.teams(viewer) if viewer else frozenset()
    finally:
        connection.close()  # back to the pool


def read(line: Connection, since: datetime) -> StreamUpdate:
    """One look at the database: is the viewer still welcome, what changed."""
    try:
        with translation.override(line.language):
            return update(line, since)
    finally:
        connection.close()


def update(line: Connection, since: datetime) -> StreamUpdate:
    viewer = _viewer(line)
    if viewer is None or line.watch.is_over(viewer):
        # Whoever is signed out learns it at their next step; who has left a team is told.
        farewell = _("You no longer have access to this page.") if viewer else ""
        return StreamUpdate(html="", cursor=since, is_over=True, farewell=farewell)
    runs = line.watch.runs(viewer)
    changed = runs.filter(updated__gt=since - OVERLAP).select_related("owner", "team").with_is_hidden(viewer)
    # The parts of a card that change need its slots alone; a new card is read again, whole.
    found = list(changed.prefetch_related("images__retry__images").order_by("id"))
    html, moves = _render(line, viewer, found, since - OVERLAP)
    return StreamUpdate(
        html=html,
        moves=moves,
        cursor=max((run.updated for run in found), default=since),
        is_over=False,
        is_said=_is_said(line, since - OVERLAP),
        has_images=_has_images(line, viewer),
        events=tuple(_part_events(line, viewer)),
    )


def _viewer(line: Connection) -> User | None:
    """The person, as long as they are active and the session that opened the stream still lives."""
    session_lives = Exists(Session.objects.filter(pk=line.session, expire_date__gt=Now()))
    return User.objects.filter(session_lives, pk=line.user, is_active=True).first()


def _render(line: Connection, viewer: User, runs: list[Generation], since: datetime) -> tuple[str, str]:
    """What changed, and the page's stream when it must be another."""
    told = line.told
    begun = [run.pk for run in runs if run.created > line.opened - OVERLAP and f"run {run.pk}" not in told]
    # A new card too is told in parts: the page drops it when the answer to the click has brought an older one.
    fresh = [run for run in runs if _has_changes(told, f"run {run.pk}", run.updated)]
    for run in fresh:
        run.changed_slots = [
            slot for slot in _changed(run, since) if _has_changes(told, f"slot {slot.pk}", render_key(slot))
        ]
        run.tells_error = _has_changes(told, f"stalled {run.pk}", run.is_stalled) or run.is_finished
    context: dict[str, Any] = {
        "begun": line.watch.new_runs(viewer).with_slots().filter(pk__in=begun).order_by("id")
        if begun
        else [],
        "runs": fresh,
        **_trouble(told, fresh),
    }
    moves = ""
    # In the middle of a run an image must not wait for what can; the next look tells it.
    if begun or not fresh or any(run.is_finished for run in fresh):
        _read_notices(line, viewer, fresh)
        context |= _unread(line, viewer) | {"parts": _parts(line, viewer)}
        moves = _source(line, viewer)
    if not any(context.values()):
        return "", moves
    with timezone.override(viewer.time_zone or None):
        told_now = context | {"viewer": viewer, "user": viewer}
        return render_to_string("generations/stream.html", told_now), moves


def _trouble(told: dict[str, object], fresh: list[Generation]) -> dict[str, Any]:
    """Only an end or a refusal can bring trouble; while there is some, somebody else's success may end it."""
    if not (told.get("trouble") or any(run.is_finished or run.error_code for run in fresh)):
        return {}
    trouble = current_problem()
    if "trouble" in told and not _has_changes(told, "trouble", trouble):
        return {}
    told["trouble"] = trouble
    return {"trouble": trouble, "tells_trouble": True}


def _has_images(line: Connection, viewer: User) -> bool:
    """Whether more have come since the page was made. The page asks how many of them it would show."""
    came = line.watch.arrivals(viewer, since=line.opened - OVERLAP, most=NEW_IMAGES)
    return bool(came) and _has_changes(line.told, "images", came)


def _is_said(line: Connection, since: datetime) -> bool:
    if line.watch.image is None:
        return False
    image = Image.objects.filter(pk=line.watch.image, updated__gt=max(since, line.opened)).first()
    return image is not None and _has_changes(line.told, "image", image.updated)


def _read_notices(line: Connection, viewer: User, runs: list[Generation]) -> None:
    """Whoever has the runs before them has read their notices; whoever saw one end needs none of it."""
    if line.watch.shows_all_mine:
        notifications.mark_kind_read(viewer, kind=NotificationKind.RUN)
    elif line.watch.run is not None:
        notifications.mark_read(viewer, kind=NotificationKind.RUN, things=[line.watch.run])
    if ended := [run.pk for run in runs if run.has_outcome and run.owner_id == viewer.pk]:
        shown = line.watch.new_runs(viewer).filter(pk__in=ended).values_list("pk", flat=True)
        notifications.withdraw(
            viewer, kind=NotificationKind.RUN, things=shown, since=line.connected - OVERLAP
        )


def _unread(line: Connection, viewer: User) -> dict[str, Any]:
    """How many notices are unread."""
    unread = notifications.unread(viewer)
    return {"unread": unread, "tells_unread": True} if _has_changes(line.told, "unread", unread) else {}


def _parts(line: Connection, viewer: User) -> list[tuple[str, object]]:
    """The template and the value of each registered part that has changed."""
    read = ((part, part.read(viewer, line.watch)) for part in page_parts if part.template)
    return [
        (part.template, value)
        for part, value in read
        if value is not None and _has_changes(line.told, part.name, value)
    ]


def _part_events(line: Connection, viewer: User) -> Iterator[str]:
    """The events of registered parts that have changed since the page was made."""
    for part in page_parts:
        if part.event and (value := part.read(viewer, line.watch)) is not None:
            is_known = part.name in line.told
            if _has_changes(line.told, part.name, value) and is_known:
                yield part.event


def _source(line: Connection, viewer: User) -> str:
    """The page's stream anew when something began whose end a hidden page wants to hear, or when all has ended."""
    is_busy = line.watch.runs(viewer).unfinished().exists()
    if not _has_changes(line.told, "busy", is_busy):
        return ""
    source = line.watch.source(viewer, since=timezone.now())
    context = {**source, "frame": {"unread": notifications.unread(viewer)}}
    return render_to_string("generations/stream_moves.html", context)


def _has_changes(told: dict[str, object], key: str, face: object) -> bool:
    """Whether this connection has not shown it like this; remembers that it now has."""
    if told.get(key) == face:
        return False
    told[key] = face
    return True


def render_key(slot: Image) -> object:
    """All that the looks of a tile depend on."""
    return slot.updated, slot.is_next


def _changed(run: Generation, since: datetime) -> Iterator[Image]:
    """Slots with news, and those whose tile changes with the run alone: the next to come begins to shimmer, and one
    that is sent back to the queue, or whose worker does not respond, stops."""
    for slot in run.slots:
        stops = (run.is_stalled or run.state == RunState.QUEUED) and slot.state == SlotState.WAITING
        if slot.updated > since or slot.is_next or stops:
            yield slot
