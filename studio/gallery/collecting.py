"""Collections of a gallery: images put together, in an order that somebody makes by hand.

A collection belongs to a gallery as a tag does, and holds images of that gallery alone. An image that leaves the
gallery, or lies in the trash, keeps its place and is seen again when it comes back.
"""

from django.db import transaction
from django.db.models import F, Max, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from studio.accounts.models import Team, User
from studio.accounts.permissions import why_not_tag
from studio.accounts.teams import allow, fresh, held
from studio.gallery.holding import Done, execute, hold, judge
from studio.gallery.models import Collection, CollectionImage
from studio.gallery.models.collection import LONGEST
from studio.generations.models import Image
from studio.generations.models.image import ImageQuerySet

MOST = 200
"""Collections of one gallery."""
GAP = 2**20
"""Between two positions: as often as an image can be moved to the same place before all are numbered anew."""

# As with tags, only images of the collection's own gallery; the newest first, after those that are there.
ADD = """
INSERT INTO gallery_collectionimage (collection_id, image_id, position)
SELECT chosen.id, image.id, %s::bigint + %s * row_number() OVER (ORDER BY image.id DESC)
FROM generations_image AS image JOIN gallery_collection AS chosen
ON chosen.team_id = image.team_id OR image.team_id IS NULL AND chosen.owner_id = image.owner_id
WHERE chosen.id = %s AND image.id = ANY(%s)
ON CONFLICT DO NOTHING RETURNING image_id
"""
REMOVE = """
DELETE FROM gallery_collectionimage WHERE collection_id = %s AND image_id = ANY(%s) RETURNING image_id
"""


class UnusableName(ValueError):
    """The name is no name for a collection; the message says why."""


@transaction.atomic
def create(name: str, team: Team | None, *, by: User) -> Collection:
    """A new collection of the team's gallery, or of one's own; raises UnusableName, or Forbidden."""
    by = _may_change(team, by=by)
    there = Collection.objects.of(team, user=by)
    if there.count() >= MOST:
        raise UnusableName(_("A gallery has at most %(most)d collections.") % {"most": MOST})
    return Collection.objects.create(team=team, owner=None if team else by, name=_usable(name))


@transaction.atomic
def rename(collection: Collection, name: str, *, by: User) -> None:
    """Raises UnusableName, or Forbidden."""
    _may_change(collection.team, by=by)
    Collection.objects.filter(pk=collection.pk).update(name=_usable(name))


@transaction.atomic
def delete(collection: Collection, *, by: User) -> None:
    """Takes the collection apart; its images stay where they are. Raises Forbidden."""
    _may_change(collection.team, by=by)
    Collection.objects.filter(pk=collection.pk).delete()


@transaction.atomic
def collect(images: ImageQuerySet, collection: Collection, *, by: User) -> Done:
    """Puts the images at the end, each once; those of another gallery are left with a reason."""
    by, rows = hold(images, by=by, with_teams=True)
    fit, done = judge(rows, why_not_tag, by=by)
    place = collection.team_id or 0, collection.owner_id
    own = [
        one.pk
        for one in fit
        if ((one.team.pk if one.team else 0), None if one.team else one.owner_id) == place
    ]
    if others := len(fit) - len(own):
        done.refused[_("It lies in another gallery than the collection.")] += others
    _hold(collection)
    last = CollectionImage.objects.filter(collection=collection).aggregate(last=Max("position"))["last"] or 0
    done.changed = [pk for (pk,) in execute(ADD, last, GAP, collection.pk, own)]
    return done


@transaction.atomic
def take_out(images: ImageQuerySet, collection: Collection, *, by: User) -> Done:
    """Takes the images out of the collection; they stay in the gallery."""
    by, rows = hold(images, by=by, with_teams=True)
    fit, done = judge(rows, why_not_tag, by=by)
    _hold(collection)
    done.changed = [pk for (pk,) in execute(REMOVE, collection.pk, [one.pk for one in fit])]
    return done


@transaction.atomic
def move(collection: Collection, image: int, *, before: int | None = None, by: User) -> bool:
    """Puts an image before another one, or at the end; False when either is not in the collection. Raises Forbidden."""
    _may_change(collection.team, by=by)
    _hold(collection)
    rows = CollectionImage.objects.filter(collection=collection)
    if image == before or not rows.filter(image=image).exists():
        return False
    position = _free(collection, image, before)
    if position is None:
        _number(collection)
        position = _free(collection, image, before)
    return position is not None and bool(rows.filter(image=image).update(position=position))


def _free(collection: Collection, image: int, before: int | None) -> int | None:
    """A position in front of `before`, or behind all; None when there is no room, or `before` is not there."""
    rows = CollectionImage.objects.filter(collection=collection).exclude(image=image)
    if before is None:
        return int(rows.aggregate(last=Max("position"))["last"] or 0) + GAP
    upper = rows.filter(image=before).values_list("position", flat=True).first()
    if upper is None:
        return None
    lower = rows.filter(position__lt=upper).aggregate(last=Max("position"))["last"]
    if lower is None:
        return int(upper) - GAP
    return (lower + upper) // 2 if upper - lower > 1 else None


def _number(collection: Collection) -> None:
    """Gives all images of the collection new positions with gaps, in the order they have."""
    rows = CollectionImage.objects.filter(collection=collection)
    numbered = rows.annotate(n=Window(RowNumber(), order_by=[F("position").asc(), F("image").asc()]))
    changed = list(numbered)
    for row in changed:
        row.position = row.n * GAP
    CollectionImage.objects.bulk_update(changed, ["position"], batch_size=2_000)


def _hold(collection: Collection) -> None:
    """Until the transaction ends: positions are given one after the other."""
    list(Collection.objects.filter(pk=collection.pk).select_for_update(no_key=True).values_list("pk"))


def _may_change(team: Team | None, *, by: User) -> User:
    """The person as they are now, who may change this gallery; raises Forbidden."""
    team = held(team) if team else None
    by = fresh(by)
    allow(why_not_tag(by, Image(owner=by, team=team)))
    return by


def _usable(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise UnusableName(_("Type a name for the collection."))
    if len(name) > LONGEST:
        raise UnusableName(_("A name has at most %(most)d characters.") % {"most": LONGEST})
    return name
