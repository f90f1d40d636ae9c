"""The manual order of a collection. Positions have gaps, so that a move updates only the moved images."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from studio.accounts.locking import lock_team, reload_user
from studio.accounts.models import User
from studio.accounts.permissions import denial_reason_tag, require
from studio.gallery.locking import execute
from studio.gallery.models import Collection, CollectionImage
from studio.generations.models import Image

GAP = 2**20
"""Between two positions: allows twenty moves to the same place before all are renumbered."""

SET_POSITIONS = """
UPDATE gallery_collectionimage AS there SET position = given.position
FROM unnest(%s::bigint[], %s::bigint[]) AS given (image, position)
WHERE there.collection_id = %s AND there.image_id = given.image RETURNING there.image_id
"""
RENUMBER = """
UPDATE gallery_collectionimage AS there SET position = %s * numbered.n
FROM (SELECT id, row_number() OVER (ORDER BY position, image_id) AS n
      FROM gallery_collectionimage WHERE collection_id = %s) AS numbered
WHERE there.id = numbered.id RETURNING there.id
"""

Rows = QuerySet[CollectionImage]


@dataclass(frozen=True, slots=True, kw_only=True)
class DropTarget:
    """Where to move images: before one, after one, to the front, or else to the end."""

    before: int | None = None
    after: int | None = None
    front: bool = False

    @property
    def neighbour(self) -> int | None:
        return self.before or self.after


@transaction.atomic
def move(collection: Collection, images: Sequence[int], target: DropTarget, *, by: User) -> int:
    """Moves images (by id) to another place, keeping their relative order; returns how many.

    Moves none when none of them, or not the target's neighbour, is in the collection. Raises Forbidden.
    """
    team = lock_team(collection.team) if collection.team else None
    by = reload_user(by)
    require(denial_reason_tag(by, Image(owner=by, team=team)))
    list(Collection.objects.filter(pk=collection.pk).select_for_update(no_key=True).values_list("pk"))
    rows = CollectionImage.objects.filter(collection=collection)
    moving = list(rows.filter(image__in=images).order_by("position", "image").values_list("image", flat=True))
    rest = rows.exclude(image__in=moving)
    if not moving or (target.neighbour and not rest.filter(image=target.neighbour).exists()):
        return 0
    positions = _between(*_sides(rest, target), len(moving))
    if positions is None:
        execute(RENUMBER, GAP, collection.pk)
        positions = _between(*_sides(rest, target), len(moving))
    return len(execute(SET_POSITIONS, moving, list(positions or ()), collection.pk))


def _sides(rest: Rows, target: DropTarget) -> tuple[int | None, int | None]:
    """The positions before and after the target; None where there is no image."""
    if target.front:
        return None, _first(rest.order_by("position"))
    if not target.neighbour:
        return _first(rest.order_by("-position")), None
    at, pk = rest.values_list("position", "image").get(image=target.neighbour)
    place = Tuple("position", "image_id")
    if target.before:
        lower = rest.filter(TupleLessThan(place, (at, pk)))
        return _first(lower.order_by("-position", "-image")), at
    upper = rest.filter(TupleGreaterThan(place, (at, pk)))
    return at, _first(upper.order_by("position", "image"))


def _first(rows: Rows) -> int | None:
    return rows.values_list("position", flat=True).first()


def _between(lower: int | None, upper: int | None, count: int) -> range | None:
    """Positions for `count` images between the two; None when the gap is too small."""
    if lower is not None and upper is not None:
        step = (upper - lower) // (count + 1)
        return range(lower + step, lower + step * count + 1, step) if step else None
    if upper is not None:
        return range(upper - GAP * count, upper, GAP)
    start = (lower or 0) + GAP
    return range(start, start + GAP * count, GAP)
