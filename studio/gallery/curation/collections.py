"""Collections of a gallery: images grouped manually, in a manual order.

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
    """The name cannot be used for a collection; the message says why."""


@dataclass(slots=True, kw_only=True)
class Removed(BulkResult):
    """The result, with the positions of removed images."""

    places: dict[int, int] = field(default_factory=dict)
    """Position by image, for an undo."""


@transaction.atomic
def create(name: str, team: Team | None, *, by: User) -> Collection:
    """Gets or creates the collection with this name in the team's gallery, or in one's own: a double click creates one.
    Raises UnusableName, or Forbidden."""
    by = _require_change(team, by=by)
    name = _clean_name(name)
    existing = Collection.objects.of(team, user=by)
    if known := existing.filter(name=name).order_by("pk").first():
        return known
    if existing.count() >= MOST:
        raise UnusableName(_("A gallery can have up to %(most)d collections.") % {"most": MOST})
    return Collection.objects.create(team=team, owner=None if team else by, name=name)


@transaction.atomic
def rename(collection: Collection, name: str, *, by: User) -> None:
    """Raises UnusableName, or Forbidden."""
    _require_change(collection.team, by=by)
    Collection.objects.filter(pk=collection.pk).update(name=_clean_name(name))


@transaction.atomic
def delete(collection: Collection, *, by: User) -> dict[int, int]:
    """Deletes the collection; its images stay in the gallery. Returns their positions. Raises Forbidden."""
    _require_change(collection.team, by=by)
    lock_row(collection)
    rows = CollectionImage.objects.filter(collection=collection)
    places = dict(rows.values_list("image", "position"))
    Collection.objects.filter(pk=collection.pk).delete()
    return places


@transaction.atomic
def recreate(pk: int, name: str, team: Team | None, *, by: User) -> Collection:
    """Creates a deleted collection again, empty, with its previous id. Raises Forbidden."""
    by = _require_change(team, by=by)
    row = {"team": team, "owner": None if team else by, "name": name}
    return Collection.objects.get_or_create(pk=pk, defaults=row)[0]


@transaction.atomic
def add_images(
    images: ImageQuerySet, collection: Collection, *, by: User, places: Mapping[int, int] | None = None
) -> BulkResult:
    """Adds each image once: after the existing ones, the newest first, or at its previous position in `places`. Images
    of another gallery are refused with a reason."""
    own, done = _lock_gallery_images(BulkResult, images, collection, by=by)
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
    own, done = _lock_gallery_images(Removed, images, collection, by=by)
    lock_row(collection)
    done.places = dict(execute(REMOVE, collection.pk, own))
    done.changed = list(done.places)
    return done


def ids_by_position(places: Mapping[int, int]) -> dict[str, list[int]]:
    """Positions in the format that an undo stores: ids by a name, which lists their positions in order."""
    ids = sorted(places)
    return {",".join(str(places[pk]) for pk in ids): ids} if ids else {}


def positions_from_ids(named: Mapping[str, Sequence[int]]) -> dict[int, int]:
    """Position by image, from the result of `ids_by_position`."""
    rows = ((ids, name.split(",")) for name, ids in named.items())
    return {pk: int(at) for ids, positions in rows for pk, at in zip(ids, positions, strict=True)}


def lock_row(collection: Collection) -> bool:
    """Locks the collection until the transaction ends, since positions are assigned in sequence; False when deleted."""
    rows = Collection.objects.filter(pk=collection.pk).select_for_update(no_key=True)
    return bool(list(rows.values_list("pk")))


def _lock_gallery_images[D: BulkResult](
    result_class: Callable[[], D], images: ImageQuerySet, collection: Collection, *, by: User
) -> tuple[list[int], D]:
    """Locks the gallery's images that `by` may change; returns their ids, and the result so far for the rest."""
    by, rows = lock_images(images, by=by, with_teams=True)
    allowed, checked = check_permissions(rows, denial_reason_tag, by=by)
    own = [
        one.pk
        for one in allowed
        if _gallery(one.owner_id, one.team) == (collection.owner_id, collection.team_id)
    ]
    done = result_class()
    done.seen, done.refused = checked.seen, checked.refused
    if others := len(allowed) - len(own):
        done.refused[_("Not in the same gallery as the collection.")] += others
    return own, done


def _gallery(owner: int, team: Team | None) -> tuple[int | None, int | None]:
    return (None, team.pk) if team else (owner, None)


def _require_change(team: Team | None, *, by: User) -> User:
    """Returns the current user, locked with the team; raises Forbidden unless they may change this gallery."""
    team = lock_team(team) if team else None
    lock_users([by.pk])
    by = reload_user(by)
    require(denial_reason_tag(by, Image(owner=by, team=team)))
    return by


def _clean_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise UnusableName(_("Enter a name for the collection."))
    if len(name) > LONGEST:
        raise UnusableName(_("A name can have up to %(most)d characters.") % {"most": LONGEST})
    return name
