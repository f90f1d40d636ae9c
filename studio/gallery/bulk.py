"""One click on thousands of images: a row and a job at the click, batches in the engine, and an undo of the same kind.

A job may be delivered twice and its worker may die: a batch and its `done` are one transaction on the held row, so
each image has one turn. The actions are those of a small click, by the owner, and ask the law at each batch.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone, translation

from studio.accounts.models import Team, User
from studio.accounts.permissions import Forbidden
from studio.gallery import collecting, favourites, rating, sharing, tagging, trash
from studio.gallery.holding import Done, gone
from studio.gallery.models import BulkAction, BulkState, BulkVerb, Collection
from studio.gallery.models.bulk import UNFINISHED
from studio.gallery.undo import folded, unfolded
from studio.generations.models import Image
from studio.generations.models.image import ImageQuerySet
from studio.generations.queue import has_job

LARGE = 1_000
"""What is more than this is for the engine."""
BATCH = 1_000
SAME_CLICK = timedelta(minutes=1)
"""The same form later, from the browser's history, is another click."""
KEPT = timedelta(days=1)

UNDO = {
    BulkVerb.TAG: BulkVerb.UNTAG,
    BulkVerb.UNTAG: BulkVerb.TAG,
    BulkVerb.FAVOURITE: BulkVerb.UNFAVOURITE,
    BulkVerb.UNFAVOURITE: BulkVerb.FAVOURITE,
    BulkVerb.TRASH: BulkVerb.RESTORE,
    BulkVerb.SHARE: BulkVerb.TAKE_BACK,
    BulkVerb.COLLECT: BulkVerb.TAKE_OUT,
    BulkVerb.TAKE_OUT: BulkVerb.COLLECT,
}
"""What takes a verb back; an undo itself is not undone, as with a small click."""


def is_large(images: Sequence[object]) -> bool:
    """Whether so many images are for the engine."""
    return len(images) > LARGE


@dataclass(slots=True, kw_only=True)
class Turn:
    """What became of one batch."""

    changes: dict[str, list[int]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)


@transaction.atomic
def begin(
    verb: BulkVerb,
    images: Sequence[int],
    arguments: dict[str, Any],
    *,
    by: User,
    click: str = "",
    back: str = "",
) -> BulkAction:
    """Stores what is to be done, with its job. A second click on the same form finds the row of the first."""
    row = BulkAction(owner=by, verb=verb, arguments=arguments, images=list(images), total=len(images))
    row.back = back[:4000]
    if not click:
        row.save()
        return _enqueued(row)
    key = hashlib.sha256(json.dumps([click, verb, arguments, row.images]).encode()).hexdigest()
    BulkAction.objects.filter(owner=by, key=key, created__lt=Now() - SAME_CLICK).update(key="")
    row.key = key
    BulkAction.objects.bulk_create([row], ignore_conflicts=True)
    known = BulkAction.objects.select_for_update(no_key=True).get(owner=by, key=key)
    return known if known.job else _enqueued(known)


@transaction.atomic
def take_apart(collection: Collection, *, by: User, back: str) -> BulkAction:
    """Deletes a collection; the row, which is done, knows how to bring it back. Raises Forbidden."""
    places = collecting.delete(collection, by=by)
    count = len(places)
    return BulkAction.objects.create(
        owner=by,
        verb=BulkVerb.TAKE_OUT,
        arguments={"collection": collection.pk, "name": collection.name, "team": collection.team_id},
        images=[],
        total=count,
        done=count,
        changed=count,
        changes={name: folded(ids) for name, ids in collecting.named_by_places(places).items()},
        state=BulkState.DONE,
        finished=timezone.now(),
        back=back[:4000],
    )


@transaction.atomic
def undo(action: BulkAction) -> BulkAction | None:
    """Takes back what the action has changed so far, once; None when it cannot be undone."""
    action = BulkAction.objects.select_for_update(no_key=True).get(pk=action.pk)
    if known := BulkAction.objects.filter(undoes=action).first():
        return known
    if not can_undo(action):
        return None
    by_tag = action.changes if action.verb in (BulkVerb.TAG, BulkVerb.UNTAG) else {}
    images = {pk for spans in action.changes.values() for pk in unfolded(spans)}
    row = BulkAction.objects.create(
        owner_id=action.owner_id,
        verb=UNDO[BulkVerb(action.verb)],
        arguments={"by_tag": by_tag}
        if by_tag
        else action.arguments
        if action.verb in (BulkVerb.COLLECT, BulkVerb.TAKE_OUT)
        else {},
        images=sorted(images, reverse=True),
        total=len(images),
        undoes=action,
        back=action.back,
    )
    return _enqueued(row)


def can_undo(action: BulkAction) -> bool:
    return not action.is_running and bool(action.changed) and not action.undoes_id and action.verb in UNDO


@transaction.atomic
def step(pk: int) -> bool:
    """Gives one batch its turn; returns whether there is more to do."""
    rows = BulkAction.objects.select_for_update(no_key=True, of=("self",)).select_related("owner")
    row = rows.filter(pk=pk, state__in=UNFINISHED).first()
    if row is None:
        return False
    batch = row.images[row.done : row.done + BATCH]
    with translation.override(row.owner.language or None):
        turn = _turn(row, batch) if batch else Turn()
    row.done += len(batch)
    row.changed += len({pk for ids in turn.changes.values() for pk in ids})
    for name, ids in turn.changes.items():
        row.changes[name] = folded([*unfolded(row.changes.get(name, "")), *ids])
    row.refused = dict(Counter(row.refused) + turn.refused)
    row.state = BulkState.WORKING if row.done < row.total else BulkState.DONE
    row.finished = None if row.is_running else timezone.now()
    row.save(update_fields=["done", "changed", "changes", "refused", "state", "finished"])
    return row.is_running


def fail(pk: int) -> None:
    """Ends an action that cannot go on; what it has changed stays, and can be undone."""
    BulkAction.objects.filter(pk=pk, state__in=UNFINISHED).update(state=BulkState.FAILED, finished=Now())


def requeue_orphans() -> int:
    """Actions whose job died with its worker get a new one; returns how many."""
    orphans = BulkAction.objects.filter(~has_job(), state__in=UNFINISHED)
    queued = 0
    for pk in list(orphans.values_list("pk", flat=True)[:100]):
        with transaction.atomic():
            rows = BulkAction.objects.select_for_update(skip_locked=True, no_key=True)
            if row := rows.filter(~has_job(), pk=pk, state__in=UNFINISHED).first():
                _enqueued(row)
                queued += 1
    return queued


def remove_old() -> int:
    """Deletes what ended long ago, undone or not; returns how many."""
    old = BulkAction.objects.filter(finished__lt=Now() - KEPT)
    return old.exclude(undone_by__state__in=UNFINISHED).delete()[0]


def _enqueued(row: BulkAction) -> BulkAction:
    """Queues its job in the caller's transaction, before the runs that wait: somebody looks at the progress."""
    from studio.gallery.tasks import carry_bulk

    row.job = carry_bulk.configure(priority=1).defer(bulk=row.pk)
    row.save(update_fields=["job"])
    return row


# ── What is done to a batch ──────────────────────────────────────────────────────────────────────────────


def _turn(row: BulkAction, batch: list[int]) -> Turn:
    try:
        return ACTS[BulkVerb(row.verb)](row, batch)
    except Forbidden as reason:  # of a whole team: nothing of the batch was written
        return Turn(refused=Counter({str(reason): len(batch)}))


def _visible(row: BulkAction, ids: list[int]) -> ImageQuerySet:
    return Image.objects.visible_to(row.owner).filter(pk__in=ids)


def _told(done: Done, batch: list[int]) -> Turn:
    """Of an action that says which images it has changed; those that it did not see are missing."""
    refused = Counter(done.refused)
    if missing := len(batch) - done.seen:
        refused[gone()] += missing
    return Turn(changes={"": done.changed} if done.changed else {}, refused=refused)


def _tag(act: Callable[..., tagging.Tagged]) -> Callable[[BulkAction, list[int]], Turn]:
    """Tags of the same images in one go: an undo takes each off those alone that had it from the click."""

    def do(row: BulkAction, batch: list[int]) -> Turn:
        turn = Turn()
        for ids, names in _by_images(row.arguments, batch).items():
            done = act(_visible(row, list(ids)), names, by=row.owner)
            turn.refused += _told(done, list(ids)).refused
            for name, changed in done.by_name.items():
                turn.changes.setdefault(name, []).extend(changed)
        return turn

    return do


def _by_images(arguments: dict[str, Any], batch: list[int]) -> dict[tuple[int, ...], list[str]]:
    """Names of tags by the images of the batch that they are for."""
    if "by_tag" not in arguments:
        return {tuple(batch): arguments["tags"]}
    found: dict[tuple[int, ...], list[str]] = {}
    for name, spans in arguments["by_tag"].items():
        if ids := sorted(set(unfolded(spans)).intersection(batch)):
            found.setdefault(tuple(ids), []).append(name)
    return found


def _plain(act: Callable[..., Done]) -> Callable[[BulkAction, list[int]], Turn]:
    return lambda row, batch: _told(act(_visible(row, batch), by=row.owner), batch)


def _rate(row: BulkAction, batch: list[int]) -> Turn:
    return _told(rating.rate(_visible(row, batch), row.arguments["stars"], by=row.owner), batch)


def _share(row: BulkAction, batch: list[int]) -> Turn:
    team = Team.objects.filter(pk=row.arguments["team"]).first()
    if team is None:
        return Turn(refused=Counter({gone(): len(batch)}))
    return _outcome(sharing.share(batch, team, by=row.owner))


def _into(row: BulkAction) -> Collection | None:
    """The collection that is meant, made again where the undone click has taken it apart."""
    asked = row.arguments
    known = Collection.objects.visible_to(row.owner).select_related("team")
    if found := known.filter(pk=asked["collection"]).first():
        return found
    team = Team.objects.filter(pk=asked.get("team")).first()
    if not row.undoes_id or "name" not in asked or (asked["team"] and team is None):
        return None
    return collecting.remake(asked["collection"], asked["name"], team, by=row.owner)


def _collect(row: BulkAction, batch: list[int]) -> Turn:
    """Images that were taken out come back to their places. A collection that is gone takes no more."""
    into = _into(row)
    if into is None:
        return Turn(refused=Counter({gone(): len(batch)}))
    named = {name: unfolded(ids) for name, ids in row.undoes.changes.items()} if row.undoes else {}
    done = collecting.collect(_visible(row, batch), into, by=row.owner, places=collecting.places_in(named))
    return _told(done, batch)


def _take_out(row: BulkAction, batch: list[int]) -> Turn:
    into = _into(row)
    if into is None:
        return Turn(refused=Counter({gone(): len(batch)}))
    done = collecting.take_out(_visible(row, batch), into, by=row.owner)
    turn = _told(done, batch)
    turn.changes = collecting.named_by_places(done.places)
    return turn


def _outcome(outcome: sharing.Outcome) -> Turn:
    changed = [image.pk for image in outcome.changed]
    return Turn(changes={"": changed} if changed else {}, refused=Counter(outcome.refused))


ACTS: dict[BulkVerb, Callable[[BulkAction, list[int]], Turn]] = {
    BulkVerb.TAG: _tag(tagging.tag),
    BulkVerb.UNTAG: _tag(tagging.untag),
    BulkVerb.FAVOURITE: _plain(favourites.favourite),
    BulkVerb.UNFAVOURITE: _plain(favourites.unfavourite),
    BulkVerb.RATE: _rate,
    BulkVerb.TRASH: _plain(trash.throw_away),
    BulkVerb.RESTORE: _plain(trash.restore),
    BulkVerb.SHARE: _share,
    BulkVerb.TAKE_BACK: lambda row, batch: _outcome(sharing.take_back(batch, by=row.owner)),
    BulkVerb.COLLECT: _collect,
    BulkVerb.TAKE_OUT: _take_out,
}
