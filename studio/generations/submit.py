"""A click becomes a run: row, slots, references and job in one transaction."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from studio.accounts.models import Team, User
from studio.accounts.permissions import Forbidden, why_not_run_in
from studio.accounts.teams import allow, fresh
from studio.engine import bell
from studio.generations.low_disk import why_no_space
from studio.generations.models import Generation, Image, Reference, Upload
from studio.generations.money import micros
from studio.generations.states import UNFINISHED
from studio.generations.storage import why_not_more
from studio.generations.tasks import generate
from studio.generations.words import vector
from studio.provider.kinds import KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a person asked for, already checked against the provider's limits."""

    prompt: str
    size: str
    max_images: int | None
    watermark: bool
    optimize_prompt: str = ""
    references: Sequence[Upload | str] = ()
    """Stored pictures, or addresses that the provider fetches, in order."""


def start_run(
    ask: Ask,
    *,
    by: User,
    submission: uuid.UUID,
    team: Team | None = None,
    retry_of: Generation | None = None,
) -> Generation:
    """Stores the run and queues its job; the same submission of the same person returns the run it already made.

    Raises Forbidden with the reason: the person may not make images in the team (any more), or there is no room.
    """
    now = team and Team.objects.get(pk=team.pk)
    allow(why_not_run_in(fresh(by), now) or why_not_more(now))
    if (reason := why_no_space()) and not was_submitted(submission, by=by):
        raise Forbidden(reason)
    try:
        with transaction.atomic():
            return _store(ask, by=by, submission=submission, team=team, retry_of=retry_of)
    except IntegrityError:
        made = Generation.objects.filter(owner=by, submission=submission).first()
        if made is None:
            raise
        return made


def was_submitted(submission: uuid.UUID, *, by: User) -> bool:
    """Whether this click has made its run already: it is accepted, whatever has changed since."""
    return Generation.objects.filter(owner=by, submission=submission).exists()


def _store(
    ask: Ask, *, by: User, submission: uuid.UUID, team: Team | None, retry_of: Generation | None
) -> Generation:
    kind = KINDS[settings.PROVIDER]
    run = Generation.objects.create(
        owner=by,
        team=team,
        submission=submission,
        retry_of=retry_of,
        prompt=ask.prompt,
        words=vector(ask.prompt),
        size=ask.size,
        max_images=ask.max_images,
        watermark=ask.watermark,
        optimize_prompt=ask.optimize_prompt,
        provider=kind.name,
        model=kind.model,
        price=micros(settings.PRICE),
        currency=settings.CURRENCY,
        day=timezone.localdate(timezone=timezone.get_default_timezone()),
    )
    Image.objects.bulk_create(new_slot(run, index) for index in range(run.planned))
    _store_references(run, ask.references)
    enqueue(run)
    return run


def new_slot(run: Generation, index: int, **facts: Any) -> Image:
    """The place of one image of the run, not saved yet, with all that a gallery finds it by."""
    place = {"owner_id": run.owner_id, "team_id": run.team_id, "day": run.day, "words": vector(run.prompt)}
    return Image(generation=run, index=index, **place, **facts)


def _store_references(run: Generation, references: Sequence[Upload | str]) -> None:
    Reference.objects.bulk_create(
        Reference(
            generation=run,
            position=position,
            upload=one if isinstance(one, Upload) else None,
            url="" if isinstance(one, Upload) else one,
        )
        for position, one in enumerate(references, start=1)
    )
    kept = [one.pk for one in references if isinstance(one, Upload)]
    Upload.objects.filter(pk__in=kept).update(touched=timezone.now())


def enqueue(run: Generation) -> None:
    """Queues the run's job in the caller's transaction, after those who have less unfinished."""
    job = generate.configure(priority=-_unfinished_beside(run), schedule_at=run.not_before).defer(run=run.pk)
    Generation.objects.filter(pk=run.pk).update(job=job)
    run.job = job
    bell.ring(run=run.pk, owner=run.owner_id, team=run.team_id)


def _unfinished_beside(run: Generation) -> int:
    """How many other runs of the same person or team still wait or run: who has fewer goes first."""
    whose = Q(owner=run.owner_id)
    if run.team_id:
        whose |= Q(team=run.team_id)
    return Generation.objects.filter(whose, state__in=UNFINISHED).exclude(pk=run.pk).count()
