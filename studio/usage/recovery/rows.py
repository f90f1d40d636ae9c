"""One page of a recovery list, with the text and the permitted actions of each row."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from studio.accounts.models import User
from studio.accounts.permissions import (
    denial_reason_decide_outcome,
    denial_reason_give_up,
    denial_reason_modify,
)
from studio.generations.models import Generation, Image, OutcomeDecision
from studio.generations.status import cost_notes, fetch_status
from studio.generations.status.slot_status import lost_reason
from studio.infra.keyset_pagination import NEWEST, Page
from studio.provider.limits import LINK_LIFE
from studio.usage.recovery.query import DECIDED, LOST, UNKNOWN, RecoveryQuery
from studio.usage.recovery.summary import announced_images, decisions, lost_images, unknown_runs
from studio.usage.run_links import may_open, run_url

PAGE = 50  # lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A run of unknown outcome, an image, or a decision. Shows only numbers of other people's private runs."""

    run: Generation
    reader: User
    text: str
    at: datetime | None
    image: Image | None = None
    time_left: str = ""
    decision: OutcomeDecision | None = None
    refused: str = ""
    """Why the reader may not act on the run or image; empty when they may."""
    submission: uuid.UUID = field(default_factory=uuid.uuid4)
    """For a run started from this line, so that a double click starts only one."""

    @property
    def url(self) -> str:
        return run_url(self.run, self.reader)

    @property
    def is_visible(self) -> bool:
        """Whether the reader may open the run's card, and so rerun it."""
        return may_open(self.run, self.reader)


def lines(query: RecoveryQuery) -> tuple[list[Line], str | None]:
    """One page of the selected list, newest first, and the cursor of the next page."""
    if query.state == UNKNOWN:
        runs = _page(unknown_runs(query).select_related("owner", "team").prefetch_related("images"), query)
        return [_unknown(run, query.user) for run in runs.rows], runs.before
    if query.state == DECIDED:
        found = _page(decisions(query).select_related("run__owner", "run__team", "by"), query)
        return [_decided(row, query.user) for row in found.rows], found.before
    images = lost_images(query) if query.state == LOST else announced_images(query)
    links = _page(images.select_related("generation__owner", "generation__team"), query)
    line = _lost if query.state == LOST else _fetching
    return [line(image, query.user) for image in links.rows], links.before


def _page[Row: (Generation, Image, OutcomeDecision)](rows: QuerySet[Row], query: RecoveryQuery) -> Page[Row]:
    return NEWEST.page(rows, before=query.before, size=PAGE)


def _unknown(run: Generation, reader: User) -> Line:
    refused = denial_reason_decide_outcome(reader, run)
    return Line(
        run=run, reader=reader, text=cost_notes.undecided_cost(run), at=run.finished_at, refused=refused
    )


def _fetching(image: Image, reader: User) -> Line:
    run, facts = image.generation, {"n": image.fetch_attempts}
    text = fetch_status.attempt(image) if image.is_stuck else _("Attempt %(n)d, no error so far.") % facts
    return Line(
        run=run, reader=reader, image=image, text=text, at=image.announced_at, time_left=_time_left(image),
        refused=denial_reason_give_up(reader, run),
    )  # fmt: skip


def _time_left(image: Image) -> str:
    """How long until the provider's link expires."""
    left = (image.announced_at or timezone.now()) + LINK_LIFE - timezone.now()
    if left <= timedelta(0):
        return _("The link has expired.")
    hours, minutes = divmod(int(left.total_seconds()) // 60, 60)
    if hours:
        return _("The link expires in %(hours)d h %(minutes)d min.") % {"hours": hours, "minutes": minutes}
    return _("The link expires in %(minutes)d min.") % {"minutes": minutes}


def _lost(image: Image, reader: User) -> Line:
    run = image.generation
    refused = denial_reason_modify(reader, run)
    return Line(
        run=run, reader=reader, image=image, text=lost_reason(image), at=image.updated, refused=refused
    )


def _decided(row: OutcomeDecision, reader: User) -> Line:
    return Line(run=row.run, reader=reader, decision=row, text=row.note, at=row.at)
