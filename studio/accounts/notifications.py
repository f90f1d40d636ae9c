"""Telling people what concerns them: mentions, invitations, ended runs.

Access is checked each time a notification is shown or counted, not only when it is created.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from studio.accounts.models import Invitation, Notification, NotificationKind, Team, User
from studio.accounts.models.notification import WORDS
from studio.infra import pubsub
from studio.infra.keyset_pagination import NEWEST, Page

PAGE = 30  # notices
MANY = 100  # unread ones; more are not counted

Seen = Callable[[User], QuerySet[Any]]
_seen_by: dict[str, Seen] = {}


def register_visibility(kind: str, seen_by: Seen) -> None:
    """A higher package decides which of its things a person may see: notifications about others are not shown."""
    _seen_by[kind] = seen_by


Describe = Callable[[list[int]], dict[int, str]]
_described_by: dict[str, Describe] = {}


def register_summaries(kind: str, described_by: Describe) -> None:
    """A higher package summarises what became of its things, each in one sentence, when notifications are shown."""
    _described_by[kind] = described_by


def _invitations(person: User) -> QuerySet[Invitation]:
    return Invitation.objects.usable().filter(email=person.email)


register_visibility(NotificationKind.INVITATION, _invitations)


def visible(person: User, kinds: Collection[str] | None = None) -> QuerySet[Notification]:
    """The notifications of a person about things and teams that they may see now; of some kinds, or of all."""
    shown = Notification.objects.filter(person=person)
    if kinds is not None:
        shown = shown.filter(kind__in=kinds)
    if not person.sees_every_team:
        theirs = (
            Q(team=None) | Q(kind=NotificationKind.INVITATION) | Q(team__in=person.memberships.values("team"))
        )
        shown = shown.filter(theirs)
    for kind, seen_by in _seen_by.items():
        if kinds is None or kind in kinds:
            shown = shown.filter(~Q(kind=kind) | Q(Exists(seen_by(person).filter(pk=OuterRef("thing")))))
    return shown


def unread(person: User) -> int:
    """How many are unread; MANY stands for any more. Every page asks, and mostly there are none."""
    return unread_of_kinds(person, set(unread_kinds(person)))


def unread_kinds(person: User) -> QuerySet[Notification, str]:
    """The kinds of the unread ones, seen or not: what is there to look for."""
    waiting = Notification.objects.filter(person=person, read_at=None)
    return waiting.order_by().values_list("kind", flat=True).distinct()


def unread_of_kinds(person: User, kinds: Collection[str]) -> int:
    """How many of these kinds are unread; no query without kinds."""
    return visible(person, kinds).filter(read_at=None)[:MANY].count() if kinds else 0


def notify(
    person: User,
    *,
    kind: str,
    thing: int,
    actor: User | None = None,
    team: Team | None = None,
    words: str = "",
    expires_at: datetime | None = None,
) -> None:
    """Creates a notification in the caller's transaction, once for each thing.

    Nobody is notified of their own actions, but of the ends of their own runs.
    """
    if not person.is_active or (actor == person and kind != NotificationKind.RUN):
        return
    words = " ".join(words.split())
    words = words if len(words) <= WORDS else f"{words[: WORDS - 1]}…"
    notice = Notification(
        person=person, kind=kind, thing=thing, actor=actor, team=team, words=words, expires_at=expires_at
    )
    Notification.objects.bulk_create([notice], ignore_conflicts=True)
    pubsub.publish_user(person.pk)


def notify_administrators(
    *, kind: str, thing: int, words: str = "", expires_at: datetime | None = None
) -> None:
    """Tells every administrator, of one thing only once."""
    for person in User.objects.filter(is_active=True, is_superuser=True):
        notify(person, kind=kind, thing=thing, words=words, expires_at=expires_at)


def mark_read(person: User, *, kind: str, things: Iterable[int]) -> None:
    """Marks the notifications about these things as read: the person is looking at them."""
    _read(person, Notification.objects.filter(person=person, kind=kind, thing__in=list(things)))


def mark_kind_read(person: User, *, kind: str) -> None:
    """Everything of one kind is before the person's eyes."""
    _read(person, Notification.objects.filter(person=person, kind=kind))


def mark_all_read(person: User, *, until: int | None = None) -> None:
    """Marks every notification up to the id `until` as read; later ones were not on the page."""
    notices = Notification.objects.filter(person=person)
    _read(person, notices.filter(pk__lte=until) if until else notices)


def _read(person: User, notices: QuerySet[Notification]) -> None:
    if notices.filter(read_at=None).update(read_at=Now()):
        pubsub.publish_user(person.pk)


def withdraw(person: User, *, kind: str, things: Iterable[int], since: datetime) -> None:
    """The person watched these things end, so they need no notification of it."""
    watched = Notification.objects.filter(person=person, kind=kind, thing__in=list(things), actor=None)
    if watched.filter(created__gte=since).delete()[0]:
        pubsub.publish_user(person.pk)


def forget(kind: str, thing: int) -> None:
    """Deletes every notification about this thing."""
    gone = Notification.objects.filter(kind=kind, thing=thing)
    people = set(gone.values_list("person", flat=True))
    gone.delete()
    for person in people:
        pubsub.publish_user(person)


def page(person: User, *, before: str = "") -> Page[Notification]:
    """One page of notifications."""
    found = NEWEST.page(visible(person).select_related("actor", "team"), before=before, size=PAGE)
    asked = [row.thing for row in found.rows if row.kind == NotificationKind.INVITATION]
    invitations = Invitation.objects.in_bulk(asked) if asked else {}
    for row in found.rows:
        row.invitation = invitations.get(row.thing) if row.kind == NotificationKind.INVITATION else None
    _add_sentences(found.rows)
    return found


def _add_sentences(rows: list[Notification]) -> None:
    for kind, described_by in _described_by.items():
        described = [row for row in rows if row.kind == kind and not _is_cancellation(row)]
        sentences = described_by([row.thing for row in described]) if described else {}
        for row in described:
            row.sentence = sentences.get(row.thing, "")


def _is_cancellation(row: Notification) -> bool:
    """Somebody cancelled a run: its notification needs no more."""
    return row.kind == NotificationKind.RUN and row.actor is not None
