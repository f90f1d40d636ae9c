"""What changed since a cursor, for one connection of the page's stream: tiles and cards as HTML, the count of unread
notifications, and whether the viewer still has access.
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
NEW_IMAGES = 60  # looked up: the page shows no more


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamUpdate:
    """What changed since a cursor."""

    html: str
    cursor: datetime
    access_revoked: bool
    closing_message: str = ""
    """Shown before the stream ends."""
    source_html: str = ""
    """The page's stream element, when it has to change."""
    has_comments: bool = False
    """The image on the page got a comment, or was shared."""
    has_images: bool = False
    """New images were added to the gallery on the page."""
    events: tuple[str, ...] = ()
    """Events of the parts that higher packages registered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamConnection:
    """One open stream. `sent` contains what it has already sent, so that the overlap does not swap a tile twice."""

    user: int
    session: str | None
    language: str | None
    subscription: Subscription
    opened: datetime
    """The cursor at which the page connected."""
    connected: datetime
    sent: dict[str, object]


def teams(stream: StreamConnection) -> frozenset[int]:
    """The teams whose changes update this page."""
    try:
        viewer = _viewer(stream)
        return stream.subscription.teams(viewer) if viewer else frozenset()
    finally:
        connection.close()  # back to the pool


def read(stream: StreamConnection, since: datetime) -> StreamUpdate:
    """Reads once from the database whether the viewer still has access, and what changed."""
    try:
        with translation.override(stream.language):
            return update(stream, since)
    finally:
        connection.close()


def update(stream: StreamConnection, since: datetime) -> StreamUpdate:
    viewer = _viewer(stream)
    if viewer is None or stream.subscription.access_revoked(viewer):
        # After signing out the next request shows it; after losing access to a team this message does.
        closing_message = _("You no longer have access to this page.") if viewer else ""
        return StreamUpdate(html="", cursor=since, access_revoked=True, closing_message=closing_message)
    runs = stream.subscription.runs(viewer)
    changed = runs.filter(updated__gt=since - OVERLAP).select_related("owner", "team").with_is_hidden(viewer)
    # The parts of a card that change need only its slots; a new card is read again completely.
    found = list(changed.prefetch_related("images__retry__images").order_by("id"))
    html, source_html = _render(stream, viewer, found, since - OVERLAP)
    return StreamUpdate(
        html=html,
        source_html=source_html,
        cursor=max((run.updated for run in found), default=since),
        access_revoked=False,
        has_comments=_has_comments(stream),
        has_images=_has_images(stream, viewer),
        events=tuple(_part_events(stream, viewer)),
    )


def _viewer(stream: StreamConnection) -> User | None:
    """The user, while they are active and the session that opened the stream is valid."""
    session_lives = Exists(Session.objects.filter(pk=stream.session, expire_date__gt=Now()))
    return User.objects.filter(session_lives, pk=stream.user, is_active=True).first()


def _render(
    stream: StreamConnection, viewer: User, runs: list[Generation], since: datetime
) -> tuple[str, str]:
    """The HTML of what changed, and the page's stream element when it has to change."""
    sent = stream.sent
    new_runs = [
        run.pk for run in runs if run.created > stream.opened - OVERLAP and f"run {run.pk}" not in sent
    ]
    # Parts of a new card are sent too: the page ignores the new card when the response to the click added an older one.
    changed_runs = [run for run in runs if _has_changes(sent, f"run {run.pk}", run.updated)]
    for run in changed_runs:
        run.changed_slots = [
            slot
            for slot in _changed_slots(run, since)
            if _has_changes(sent, f"slot {slot.pk}", render_key(slot))
        ]
        run.error_changed = _has_changes(sent, f"stalled {run.pk}", run.is_stalled) or run.is_finished
    context: dict[str, Any] = {
        "new_runs": stream.subscription.new_runs(viewer).with_slots().filter(pk__in=new_runs).order_by("id")
        if new_runs
        else [],
        "changed_runs": changed_runs,
        **_provider_problem(sent, changed_runs),
    }
    source_html = ""
    # During a run, images have priority; the next read sends the rest.
    if new_runs or not changed_runs or any(run.is_finished for run in changed_runs):
        _mark_seen_as_read(stream, viewer, changed_runs)
        context |= _unread(stream, viewer) | {"parts": _parts(stream, viewer)}
        source_html = _source_html(stream, viewer)
    if not any(context.values()):
        return "", source_html
    with timezone.override(viewer.time_zone or None):
        context = context | {"viewer": viewer, "user": viewer}
        return render_to_string("generations/stream.html", context), source_html


def _provider_problem(sent: dict[str, object], runs: list[Generation]) -> dict[str, Any]:
    """The provider's problem, if changed. Only an ended or refused run can reveal one; any success may end it."""
    if not (sent.get("problem") or any(run.is_finished or run.error_code for run in runs)):
        return {}
    problem = current_problem()
    if "problem" in sent and not _has_changes(sent, "problem", problem):
        return {}
    sent["problem"] = problem
    return {"provider_problem": problem, "problem_changed": True}


def _has_images(stream: StreamConnection, viewer: User) -> bool:
    """Whether images were added since the page was rendered. The page then requests how many of them it would show."""
    added = stream.subscription.new_images(viewer, since=stream.opened - OVERLAP, most=NEW_IMAGES)
    return bool(added) and _has_changes(stream.sent, "images", added)


def _has_comments(stream: StreamConnection) -> bool:
    if stream.subscription.image is None:
        return False
    updated = Image.objects.filter(pk=stream.subscription.image).values_list("updated", flat=True).first()
    return updated is not None and _has_new_version(stream, "image", updated.isoformat())


def _mark_seen_as_read(stream: StreamConnection, viewer: User, runs: list[Generation]) -> None:
    """Marks notifications of the runs on the page as read; a run that ended while shown needs no notification."""
    if stream.subscription.shows_all_mine:
        notifications.mark_kind_read(viewer, kind=NotificationKind.RUN)
    elif stream.subscription.run is not None:
        notifications.mark_read(viewer, kind=NotificationKind.RUN, object_ids=[stream.subscription.run])
    if ended := [run.pk for run in runs if run.has_outcome and run.owner_id == viewer.pk]:
        shown = stream.subscription.new_runs(viewer).filter(pk__in=ended).values_list("pk", flat=True)
        notifications.delete_watched(
            viewer, kind=NotificationKind.RUN, object_ids=shown, since=stream.connected - OVERLAP
        )


def _unread(stream: StreamConnection, viewer: User) -> dict[str, Any]:
    """The number of unread notifications."""
    unread = notifications.unread_count(viewer)
    return {"unread": unread, "unread_changed": True} if _has_changes(stream.sent, "unread", unread) else {}


def _parts(stream: StreamConnection, viewer: User) -> list[tuple[str, object]]:
    """The template and the value of each registered part that has changed."""
    read = ((part, part.read(viewer, stream.subscription)) for part in page_parts if part.template)
    return [
        (part.template, value)
        for part, value in read
        if value is not None and _has_changes(stream.sent, part.name, value)
    ]


def _part_events(stream: StreamConnection, viewer: User) -> Iterator[str]:
    """The events of registered parts that have changed since the page was rendered."""
    for part in page_parts:
        version = part.read(viewer, stream.subscription) if part.event else None
        if version is not None and _has_new_version(stream, part.name, version):
            yield part.event


def _source_html(stream: StreamConnection, viewer: User) -> str:
    """The page's stream element, when it changes whether a hidden page must keep listening for the end of a run."""
    is_busy = stream.subscription.runs(viewer).unfinished().exists()
    if not _has_changes(stream.sent, "busy", is_busy):
        return ""
    source = stream.subscription.source(viewer, since=timezone.now())
    context = {**source, "frame": {"unread": notifications.unread_count(viewer)}}
    return render_to_string("generations/stream_reconnect.html", context)


def _has_new_version(stream: StreamConnection, key: str, version: object) -> bool:
    """Whether the version differs from the page's, or from the one last sent."""
    stream.sent.setdefault(key, stream.subscription.version)
    return _has_changes(stream.sent, key, version)


def _has_changes(sent: dict[str, object], key: str, value: object) -> bool:
    """Whether the value differs from the one last sent; remembers the new one."""
    if sent.get(key) == value:
        return False
    sent[key] = value
    return True


def render_key(slot: Image) -> object:
    """Everything that the rendering of a tile depends on."""
    return slot.updated, slot.is_next


def _changed_slots(run: Generation, since: datetime) -> Iterator[Image]:
    """Slots that changed, and those whose tile depends on the run: the next expected one starts to shimmer, and one
    whose run is requeued, or whose worker does not respond, stops."""
    for slot in run.slots:
        stops = (run.is_stalled or run.state == RunState.QUEUED) and slot.state == SlotState.WAITING
        if slot.updated > since or slot.is_next or stops:
            yield slot
