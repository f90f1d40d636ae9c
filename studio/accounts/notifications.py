"""Notifies people of what concerns them: mentions, invitations, ended runs.

Access is checked each time a notification is shown or counted, not only when it is created.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from studio.accounts.models import Invitation, Notification, NotificationKind, Team, User
from studio.accounts.models.notification import TEXT_LENGTH
from studio.infra import pubsub
from studio.infra.keyset_pagination import NEWEST, Page

PAGE = 30  # notifications
MANY = 100  # unread ones; more are not counted

VisibilityFilter = Callable[[User], QuerySet[Any]]
_visibility_by_kind: dict[str, VisibilityFilter] = {}


def register_visibility(kind: str, visible_objects: VisibilityFilter) -> None:
    """Lets a higher package decide which of its objects a person may see; notifications of others are not shown."""
    _visibility_by_kind[kind] = visible_objects


Summarize = Callable[[list[int]], dict[int, str]]
_summarize_by_kind: dict[str, Summarize] = {}


def register_summaries(kind: str, summarize: Summarize) -> None:
    """Lets a higher package describe the current state of its objects, one sentence each, for the list."""
    _summarize_by_kind[kind] = summarize


def _visible_invitations(person: User) -> QuerySet[Invitation]:
    return Invitation.objects.usable().filter(email=person.email)


register_visibility(NotificationKind.INVITATION, _visible_invitations)


def visible(person: User, kinds: Collection[str] | None = None) -> QuerySet[Notification]:
    """A person's notifications of objects and teams that they may see now, of all kinds or the given ones."""
    shown = Notification.objects.filter(person=person)
    if kinds is not None:
        shown = shown.filter(kind__in=kinds)
    if not person.sees_every_team:
        in_own_teams = (
            Q(team=None) | Q(kind=NotificationKind.INVITATION) | Q(team__in=person.memberships.values("team"))
        )
        shown = shown.filter(in_own_teams)
    for kind, visible_objects in _visibility_by_kind.items():
        if kinds is None or kind in kinds:
            shown = shown.filter(
                ~Q(kind=kind) | Q(Exists(visible_objects(person).filter(pk=OuterRef("object_id"))))
            )
    return shown


def unread_count(person: User) -> int:
    """The number of unread notifications, at most MANY. Every page calls it, so it is cheap when there are none."""
    return unread_of_kinds(person, set(unread_kinds(person)))


def unread_kinds(person: User) -> QuerySet[Notification, str]:
    """The kinds of all unread notifications, whether the person may still see them or not."""
    unread_notifications = Notification.objects.filter(person=person, read_at=None)
    return unread_notifications.order_by().values_list("kind", flat=True).distinct()


def unread_of_kinds(person: User, kinds: Collection[str]) -> int:
    """The number of unread notifications of these kinds; no query without kinds."""
    return visible(person, kinds).filter(read_at=None)[:MANY].count() if kinds else 0


def notify(
    person: User,
    *,
    kind: str,
    object_id: int,
    actor: User | None = None,
    team: Team | None = None,
    text: str = "",
    expires_at: datetime | None = None,
) -> None:
    """Creates a notification in the caller's transaction, once per person and object.

    People are not notified of their own actions, except when their own runs end.
    """
    if not person.is_active or (actor == person and kind != NotificationKind.RUN):
        return
    text = " ".join(text.split())
    text = text if len(text) <= TEXT_LENGTH else f"{text[: TEXT_LENGTH - 1]}…"
    notice = Notification(
        person=person,
        kind=kind,
        object_id=object_id,
        actor=actor,
        team=team,
        text=text,
        expires_at=expires_at,
    )
    Notification.objects.bulk_create([notice], ignore_conflicts=True)
    pubsub.publish_user(person.pk)


def notify_administrators(
    *, kind: str, object_id: int, text: str = "", expires_at: datetime | None = None
) -> None:
    """Notifies every administrator, once per object."""
    for person in User.objects.filter(is_active=True, is_superuser=True):
        notify(person, kind=kind, object_id=object_id, text=text, expires_at=expires_at)


def mark_read(person: User, *, kind: str, object_ids: Iterable[int]) -> None:
    """Marks notifications of these objects as read, because the person is viewing them."""
    _mark_read(person, Notification.objects.filter(person=person, kind=kind, object_id__in=list(object_ids)))


def mark_kind_read(person: User, *, kind: str) -> None:
    """Marks all notifications of one kind as read."""
    _mark_read(person, Notification.objects.filter(person=person, kind=kind))


def mark_all_read(person: User, *, until: int | None = None) -> None:
    """Marks all notifications as read, or those up to the id `until`, since later ones were not on the page."""
    notices = Notification.objects.filter(person=person)
    _mark_read(person, notices.filter(pk__lte=until) if until else notices)


def _mark_read(person: User, notices: QuerySet[Notification]) -> None:
    if notices.filter(read_at=None).update(read_at=Now()):
        pubsub.publish_user(person.pk)


def delete_watched(person: User, *, kind: str, object_ids: Iterable[int], since: datetime) -> None:
    """Deletes notifications of runs whose end the person saw on an open page."""
    watched = Notification.objects.filter(
        person=person, kind=kind, object_id__in=list(object_ids), actor=None
    )
    if watched.filter(created__gte=since).delete()[0]:
        pubsub.publish_user(person.pk)


def delete_notifications(kind: str, object_id: int) -> None:
    """Deletes all notifications of this object."""
    matching = Notification.objects.filter(kind=kind, object_id=object_id)
    people = set(matching.values_list("person", flat=True))
    matching.delete()
    for person in people:
        pubsub.publish_user(person)


def page(person: User, *, before: str = "") -> Page[Notification]:
    """One page of notifications."""
    found = NEWEST.page(visible(person).select_related("actor", "team"), before=before, size=PAGE)
    invitation_ids = [row.object_id for row in found.rows if row.kind == NotificationKind.INVITATION]
    invitations = Invitation.objects.in_bulk(invitation_ids) if invitation_ids else {}
    for row in found.rows:
        row.invitation = invitations.get(row.object_id) if row.kind == NotificationKind.INVITATION else None
    _add_sentences(found.rows)
    return found


def _add_sentences(rows: list[Notification]) -> None:
    for kind, summarize in _summarize_by_kind.items():
        described = [row for row in rows if row.kind == kind and not _is_cancellation(row)]
        sentences = summarize([row.object_id for row in described]) if described else {}
        for row in described:
            row.sentence = sentences.get(row.object_id, "")


def _is_cancellation(row: Notification) -> bool:
    """Whether somebody cancelled the run: its notification needs no further text."""
    return row.kind == NotificationKind.RUN and row.actor is not None
