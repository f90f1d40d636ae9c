"""Actions on thousands of images: a click stores a row and a job, the worker processes batches, and an undo is another
such action.

A job may be delivered twice and its worker may die: a batch and its `done` are one transaction on the locked row, so
no image is processed twice. The actions are the same as for a few images, by the owner; each batch checks permissions.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from studio.accounts.models import User
from studio.gallery.bulk.handlers import BatchResult, run
from studio.gallery.bulk.undo import compress_ids, expand_ids
from studio.gallery.curation import collections
from studio.gallery.models import BulkAction, BulkState, BulkVerb, Collection
from studio.gallery.models.bulk import UNFINISHED
from studio.generations.queue import has_job

TASK = "studio.bulk"
QUEUE = "gallery"

LARGE = 1_000
"""More images than this are handled by a background job."""
BATCH = 1_000
SAME_CLICK = timedelta(minutes=1)
"""The same form sent later than this, from the browser's history, is another click."""
KEPT_FOR = timedelta(days=1)

UNDO = {
    BulkVerb.TAG: BulkVerb.UNTAG,
    BulkVerb.UNTAG: BulkVerb.TAG,
    BulkVerb.FAVOURITE: BulkVerb.UNFAVOURITE,
    BulkVerb.UNFAVOURITE: BulkVerb.FAVOURITE,
    BulkVerb.TRASH: BulkVerb.RESTORE,
    BulkVerb.SHARE: BulkVerb.UNSHARE,
    BulkVerb.COLLECT: BulkVerb.TAKE_OUT,
    BulkVerb.TAKE_OUT: BulkVerb.COLLECT,
}
"""The verb that undoes a verb; an undo itself cannot be undone, as for a few images."""


def is_large(images: Sequence[object]) -> bool:
    """Whether so many images need a background job."""
    return len(images) > LARGE


@transaction.atomic
def start(
    verb: BulkVerb,
    images: Sequence[int],
    arguments: dict[str, Any],
    *,
    by: User,
    click: str = "",
    back: str = "",
) -> BulkAction:
    """Stores the action with its job. A second click on the same form returns the row of the first."""
    row = BulkAction(owner=by, verb=verb, arguments=arguments, images=list(images), total=len(images))
    row.back = back[:4000]
    if not click:
        row.save()
        return _enqueue(row)
    key = hashlib.sha256(json.dumps([click, verb, arguments, row.images]).encode()).hexdigest()
    BulkAction.objects.filter(owner=by, key=key, created__lt=Now() - SAME_CLICK).update(key="")
    row.key = key
    BulkAction.objects.bulk_create([row], ignore_conflicts=True)
    known = BulkAction.objects.select_for_update(no_key=True).get(owner=by, key=key)
    return known if known.job else _enqueue(known)


@transaction.atomic
def delete_collection(collection: Collection, *, by: User, back: str) -> BulkAction:
    """Deletes a collection; returns a finished action, with which it can be restored. Raises Forbidden."""
    places = collections.delete(collection, by=by)
    count = len(places)
    return BulkAction.objects.create(
        owner=by,
        verb=BulkVerb.TAKE_OUT,
        arguments={"collection": collection.pk, "name": collection.name, "team": collection.team_id},
        images=[],
        total=count,
        done=count,
        changed=count,
        changes={name: compress_ids(ids) for name, ids in collections.ids_by_position(places).items()},
        state=BulkState.DONE,
        finished=timezone.now(),
        back=back[:4000],
    )


@transaction.atomic
def undo(action: BulkAction) -> BulkAction | None:
    """Undoes what the action has changed so far, once; None when it cannot be undone."""
    action = BulkAction.objects.select_for_update(no_key=True).get(pk=action.pk)
    if known := BulkAction.objects.filter(undoes=action).first():
        return known
    if not can_undo(action):
        return None
    by_tag = action.changes if action.verb in (BulkVerb.TAG, BulkVerb.UNTAG) else {}
    images = {pk for spans in action.changes.values() for pk in expand_ids(spans)}
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
    return _enqueue(row)


def can_undo(action: BulkAction) -> bool:
    return not action.is_running and bool(action.changed) and not action.undoes_id and action.verb in UNDO


@transaction.atomic
def run_batch(pk: int) -> bool:
    """Processes one batch; returns whether there is more to do."""
    rows = BulkAction.objects.select_for_update(no_key=True, of=("self",)).select_related("owner")
    row = rows.filter(pk=pk, state__in=UNFINISHED).first()
    if row is None:
        return False
    batch = row.images[row.done : row.done + BATCH]
    with translation.override(row.owner.language or None):
        result = run(row, batch) if batch else BatchResult()
    row.done += len(batch)
    row.changed += len({pk for ids in result.changes.values() for pk in ids})
    for name, ids in result.changes.items():
        row.changes[name] = compress_ids([*expand_ids(row.changes.get(name, "")), *ids])
    row.refused = dict(Counter(row.refused) + result.refused)
    row.state = BulkState.WORKING if row.done < row.total else BulkState.DONE
    row.finished = None if row.is_running else timezone.now()
    row.save(update_fields=["done", "changed", "changes", "refused", "state", "finished"])
    return row.is_running


def fail(pk: int) -> None:
    """Ends an action after an unexpected error; its changes stay, and can be undone."""
    BulkAction.objects.filter(pk=pk, state__in=UNFINISHED).update(state=BulkState.FAILED, finished=Now())


def requeue_orphans() -> int:
    """Queues new jobs for actions whose job died with its worker; returns how many."""
    orphans = BulkAction.objects.filter(~has_job(), state__in=UNFINISHED)
    queued = 0
    for pk in list(orphans.values_list("pk", flat=True)[:100]):
        with transaction.atomic():
            rows = BulkAction.objects.select_for_update(skip_locked=True, no_key=True)
            if row := rows.filter(~has_job(), pk=pk, state__in=UNFINISHED).first():
                _enqueue(row)
                queued += 1
    return queued


def remove_old() -> int:
    """Deletes actions that finished long ago, undone or not; returns how many."""
    old = BulkAction.objects.filter(finished__lt=Now() - KEPT_FOR)
    return old.exclude(undone_by__state__in=UNFINISHED).delete()[0]


def _enqueue(row: BulkAction) -> BulkAction:
    """Queues the job in the caller's transaction, before waiting runs, since somebody is watching the progress."""
    row.job = app.configure_task(TASK, queue=QUEUE, priority=1).defer(bulk=row.pk)
    row.save(update_fields=["job"])
    return row
