"""Collections of a gallery: images grouped by hand, in an order of their own.

A collection belongs to a gallery as a tag does, and contains only images of that gallery. An image that leaves the
gallery or is in the trash keeps its position, and is shown again when it returns.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from studio.accounts.locking import lock_team, lock_users, reload_user
from studio.accounts.models import Team, User
from studio.accounts.permissions import denial_reason_tag, require
from studio.gallery.curation.collection_order import GAP
from studio.gallery.locking import (
    BulkResult,
    check_permissions,
    execute,
    lock_images,
    unavailable_message,
)
from studio.gallery.models import Collection, CollectionImage
from studio.gallery.models.collection import LONGEST
from studio.generations.models import Image
from studio.generations.models.image import ImageQuerySet

MOST = 200
"""Collections of one gallery."""

ADD = """
INSERT INTO gallery_collectionimage (collection_id, image_id, position)
SELECT %s, image, position FROM unnest(%s::bigint[], %s::bigint[]) AS given (image, position)
ON CONFLICT DO NOTHING RETURNING image_id
"""
REMOVE = """
DELETE FROM gallery_collectionimage WHERE collection_id = %s AND image_id = ANY(%s) RETURNING image_id, position
"""


class UnusableName(ValueError):
    """The name is no name for a collection; the message says why."""


@dataclass(slots=True, kw_only=True)
class Removed(BulkResult):
    """What became of the images, and where they were."""

    places: dict[int, int] = field(default_factory=dict)
    """Position by image: what an undo has to know."""


@transaction.atomic
def create(name: str, team: Team | None, *, by: User) -> Collection:
    """The collection of this name in the team's gallery, or in one's own, made when there is none: a double click
    makes one. Raises UnusableName, or Forbidden."""
    by = _may_change(team, by=by)
    name = _usable(name)
    there = Collection.objects.of(team, user=by)
    if known := there.filter(name=name).order_by("pk").first():
        return known
    if there.count() >= MOST:
        raise UnusableName(_("A gallery can have up to %(most)d collections.") % {"most": MOST})
    return Collection.objects.create(team=team, owner=None if team else by, name=name)


@transaction.atomic
def rename(collection: Collection, name: str, *, by: User) -> None:
    """Raises UnusableName, or Forbidden."""
    _may_change(collection.team, by=by)
    Collection.objects.filter(pk=collection.pk).update(name=_usable(name))


@transaction.atomic
def delete(collection: Collection, *, by: User) -> dict[int, int]:
    """Deletes the collection; its images stay in the gallery. Returns their positions. Raises Forbidden."""
    _may_change(collection.team, by=by)
    lock_row(collection)
    rows = CollectionImage.objects.filter(collection=collection)
    places = dict(rows.values_list("image", "position"))
    Collection.objects.filter(pk=collection.pk).delete()
    return places


@transaction.atomic
def recreate(pk: int, name: str, team: Team | None, *, by: User) -> Collection:
    """A deleted collection, empty, with the id that it had. Raises Forbidden."""
    by = _may_change(team, by=by)
    row = {"team": team, "owner": None if team else by, "name": name}
    return Collection.objects.get_or_create(pk=pk, defaults=row)[0]


@transaction.atomic
def add_images(
    images: ImageQuerySet, collection: Collection, *, by: User, places: Mapping[int, int] | None = None
) -> BulkResult:
    """Puts the images into it, each once: the newest first after those that are there, or to the `places` they had.
    Those of another gallery are left with a reason."""
    own, done = _own(BulkResult, images, collection, by=by)
    if not lock_row(collection):
        done.refused[unavailable_message()] += len(own)
        return done
    last = CollectionImage.objects.filter(collection=collection).aggregate(last=Max("position"))["last"] or 0
    own.sort(reverse=True)
    positions = {pk: last + GAP * n for n, pk in enumerate(own, 1)} | dict(places or {})
    done.changed = [pk for (pk,) in execute(ADD, collection.pk, own, [positions[pk] for pk in own])]
    return done


@transaction.atomic
def remove_images(images: ImageQuerySet, collection: Collection, *, by: User) -> Removed:
    """Removes the images from the collection; they stay in the gallery."""
    own, done = _own(Removed, images, collection, by=by)
    lock_row(collection)
    done.places = dict(execute(REMOVE, collection.pk, own))
    done.changed = list(done.places)
    return done


def ids_by_position(places: Mapping[int, int]) -> dict[str, list[int]]:
    """Positions as an undo keeps what it has to know: ids by a name, which is their positions in their order."""
    ids = sorted(places)
    return {",".join(str(places[pk]) for pk in ids): ids} if ids else {}


def positions_from_ids(named: Mapping[str, Sequence[int]]) -> dict[int, int]:
    """Position by image, of what `ids_by_position` returned."""
    rows = ((ids, name.split(",")) for name, ids in named.items())
    return {pk: int(at) for ids, positions in rows for pk, at in zip(ids, positions, strict=True)}


def lock_row(collection: Collection) -> bool:
    """Locks it until the transaction ends, since positions are assigned in sequence; False when it is deleted."""
    rows = Collection.objects.filter(pk=collection.pk).select_for_update(no_key=True)
    return bool(list(rows.values_list("pk")))


def _own[D: BulkResult](
    make: Callable[[], D], images: ImageQuerySet, collection: Collection, *, by: User
) -> tuple[list[int], D]:
    """The images of the collection's gallery that `by` may change, locked, and the result so far for the rest."""
    by, rows = lock_images(images, by=by, with_teams=True)
    allowed, judged = check_permissions(rows, denial_reason_tag, by=by)
    own = [
        one.pk
        for one in allowed
        if _gallery(one.owner_id, one.team) == (collection.owner_id, collection.team_id)
    ]
    done = make()
    done.seen, done.refused = judged.seen, judged.refused
    if others := len(allowed) - len(own):
        done.refused[_("Not in the same gallery as the collection.")] += others
    return own, done


def _gallery(owner: int, team: Team | None) -> tuple[int | None, int | None]:
    return (None, team.pk) if team else (owner, None)


def _may_change(team: Team | None, *, by: User) -> User:
    """The current user, locked with the team, when they may change this gallery; raises Forbidden."""
    team = lock_team(team) if team else None
    lock_users([by.pk])
    by = reload_user(by)
    require(denial_reason_tag(by, Image(owner=by, team=team)))
    return by


def _usable(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise UnusableName(_("Enter a name for the collection."))
    if len(name) > LONGEST:
        raise UnusableName(_("A name can have up to %(most)d characters.") % {"most": LONGEST})
    return name
