"""The handler of each bulk action for one batch: the same action as for a few images, permissions checked again."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from studio.accounts.models import Team
from studio.accounts.permissions import Forbidden
from studio.gallery.bulk.undo import expand_ids
from studio.gallery.curation import (
    collections,
    favourites,
    ratings,
    sharing,
    tags,
    trash,
)
from studio.gallery.locking import BulkResult, unavailable_message
from studio.gallery.models import BulkAction, BulkVerb, Collection
from studio.generations.models import Image
from studio.generations.models.image import ImageQuerySet


@dataclass(slots=True, kw_only=True)
class BatchResult:
    """The result of one batch."""

    changes: dict[str, list[int]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)


def run(row: BulkAction, batch: list[int]) -> BatchResult:
    """Runs the action on the images with these ids; those that the owner may not change are refused with the reason."""
    try:
        return HANDLERS[BulkVerb(row.verb)](row, batch)
    except Forbidden as reason:  # for a whole team: nothing in the batch was changed
        return BatchResult(refused=Counter({str(reason): len(batch)}))


def _visible(row: BulkAction, ids: list[int]) -> ImageQuerySet:
    return Image.objects.visible_to(row.owner).filter(pk__in=ids)


def _result(done: BulkResult, batch: list[int]) -> BatchResult:
    """The result of an action that returns the changed images; images it did not see are counted as unavailable."""
    refused = Counter(done.refused)
    if missing := len(batch) - done.seen:
        refused[unavailable_message()] += missing
    return BatchResult(changes={"": done.changed} if done.changed else {}, refused=refused)


def _tag_handler(act: Callable[..., tags.TagResult]) -> Callable[[BulkAction, list[int]], BatchResult]:
    """Handles tags of the same images together: an undo removes each tag only from the images that the click tagged."""

    def handle(row: BulkAction, batch: list[int]) -> BatchResult:
        result = BatchResult()
        for ids, names in _by_images(row.arguments, batch).items():
            done = act(_visible(row, list(ids)), names, by=row.owner)
            result.refused += _result(done, list(ids)).refused
            for name, changed in done.by_name.items():
                result.changes.setdefault(name, []).extend(changed)
        return result

    return handle


def _by_images(arguments: dict[str, Any], batch: list[int]) -> dict[tuple[int, ...], list[str]]:
    """The tag names, by the images of the batch to which they apply."""
    if "by_tag" not in arguments:
        return {tuple(batch): arguments["tags"]}
    found: dict[tuple[int, ...], list[str]] = {}
    for name, spans in arguments["by_tag"].items():
        if ids := sorted(set(expand_ids(spans)).intersection(batch)):
            found.setdefault(tuple(ids), []).append(name)
    return found


def _simple_handler(act: Callable[..., BulkResult]) -> Callable[[BulkAction, list[int]], BatchResult]:
    return lambda row, batch: _result(act(_visible(row, batch), by=row.owner), batch)


def _rate(row: BulkAction, batch: list[int]) -> BatchResult:
    return _result(ratings.rate(_visible(row, batch), row.arguments["stars"], by=row.owner), batch)


def _share(row: BulkAction, batch: list[int]) -> BatchResult:
    team = Team.objects.filter(pk=row.arguments["team"]).first()
    if team is None:
        return BatchResult(refused=Counter({unavailable_message(): len(batch)}))
    return _share_result(sharing.share(batch, team, by=row.owner))


def _collection(row: BulkAction) -> Collection | None:
    """The action's collection, created again when the undone click has deleted it."""
    asked = row.arguments
    known = Collection.objects.visible_to(row.owner).select_related("team")
    if found := known.filter(pk=asked["collection"]).first():
        return found
    team = Team.objects.filter(pk=asked.get("team")).first()
    if not row.undoes_id or "name" not in asked or (asked["team"] and team is None):
        return None
    return collections.recreate(asked["collection"], asked["name"], team, by=row.owner)


def _collect(row: BulkAction, batch: list[int]) -> BatchResult:
    """Adds images, or returns removed ones to their positions. A deleted collection accepts no images."""
    collection = _collection(row)
    if collection is None:
        return BatchResult(refused=Counter({unavailable_message(): len(batch)}))
    named = {name: expand_ids(ids) for name, ids in row.undoes.changes.items()} if row.undoes else {}
    done = collections.add_images(
        _visible(row, batch), collection, by=row.owner, places=collections.positions_from_ids(named)
    )
    return _result(done, batch)


def _take_out(row: BulkAction, batch: list[int]) -> BatchResult:
    collection = _collection(row)
    if collection is None:
        return BatchResult(refused=Counter({unavailable_message(): len(batch)}))
    done = collections.remove_images(_visible(row, batch), collection, by=row.owner)
    result = _result(done, batch)
    result.changes = collections.ids_by_position(done.places)
    return result


def _share_result(outcome: sharing.ShareResult) -> BatchResult:
    changed = [image.pk for image in outcome.changed]
    return BatchResult(changes={"": changed} if changed else {}, refused=Counter(outcome.refused))


HANDLERS: dict[BulkVerb, Callable[[BulkAction, list[int]], BatchResult]] = {
    BulkVerb.TAG: _tag_handler(tags.tag),
    BulkVerb.UNTAG: _tag_handler(tags.untag),
    BulkVerb.FAVOURITE: _simple_handler(favourites.favourite),
    BulkVerb.UNFAVOURITE: _simple_handler(favourites.unfavourite),
    BulkVerb.RATE: _rate,
    BulkVerb.TRASH: _simple_handler(trash.move_to_trash),
    BulkVerb.RESTORE: _simple_handler(trash.restore),
    BulkVerb.SHARE: _share,
    BulkVerb.UNSHARE: lambda row, batch: _share_result(sharing.unshare(batch, by=row.owner)),
    BulkVerb.COLLECT: _collect,
    BulkVerb.TAKE_OUT: _take_out,
}
