"""Which submissions a reviewer sees, in which order; the filters are in the page's address."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from django.db.models import DurationField, Exists, F, Func, IntegerField, OuterRef, Q, Subquery
from django.http import QueryDict
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from studio.accounts.models import Team, User
from studio.generations.states import ReviewState
from studio.infra.parsing import number_in
from studio.review.models import Approval, Submission
from studio.review.models.submission import CLAIMED, SubmissionQuerySet

PAGE = 40  # submissions of the list
MANY = 1_000  # more are not counted
NOT_IN_PLACE = (
    200  # of the first, so many may have left the team or the list before a count above MANY is too low
)
LATEST = 100  # decisions in the median waiting time

TABS = {
    "waiting": pgettext_lazy("review", "Waiting"),
    "flagged": pgettext_lazy("review", "Flagged"),
    "approved": _("Approved today"),
    "rejected": _("Rejected today"),
}
AGES = {
    "hour": (_("Longer than an hour"), timedelta(hours=1)),
    "day": (_("Longer than a day"), timedelta(days=1)),
    "week": (_("Longer than a week"), timedelta(weeks=1)),
}
DECIDED = {
    "approved": (ReviewState.APPROVED, ReviewState.RELEASED),
    "rejected": (ReviewState.REJECTED, ReviewState.CHANGES_REQUESTED),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """The filters of the page's address; invalid values are ignored."""

    tab: str = "waiting"
    team: str = ""
    author: int | None = None
    age: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        tab, age = query.get("tab", ""), query.get("age", "")
        return cls(
            tab=tab if tab in TABS else "waiting",
            team=query.get("team", ""),
            author=number_in(query, "author"),
            age=age if age in AGES else "",
        )

    @property
    def fields(self) -> dict[str, str]:
        """It as fields of an address, without the empty ones."""
        tab = "" if self.tab == "waiting" else self.tab
        found = {"tab": tab, "team": self.team, "author": str(self.author or ""), "age": self.age}
        return {name: value for name, value in found.items() if value}

    @property
    def is_filtered(self) -> bool:
        """Whether it excludes some of the queue."""
        return bool(self.team or self.author or self.age)

    def url(self, **changes: str | int | None) -> str:
        """The page's query with some fields changed; empty without any."""
        fields = {name: value for name, value in {**self.fields, **changes}.items() if value}
        return f"?{urlencode(fields)}"


def countable(rows: SubmissionQuerySet) -> SubmissionQuerySet:
    """Those of the rows that are in place, no more than are counted.

    Images are joined only with the first rows: joined with all of them, PostgreSQL may read a whole index to find
    the few that a team has.
    """
    first = rows.values("pk")[: MANY + NOT_IN_PLACE]
    return Submission.objects.in_place().filter(pk__in=first)[: MANY + 1]


def capped_count(rows: SubmissionQuerySet) -> Func:
    """How many rows are in place, as a part of a statement; counting ends above MANY."""
    some = Subquery(countable(rows).values("pk"))
    return Func(some, template="(SELECT COUNT(*) FROM %(expressions)s capped)", output_field=IntegerField())


def in_digits(count: int) -> str:
    return f"{MANY}+" if count > MANY else str(count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """What the page counts."""

    tabs: dict[str, str]
    waiting: str
    """In the whole queue, whatever the filters are."""
    median_wait: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """One reviewer's submissions under a filter."""

    viewer: User
    teams: list[Team]
    filter: QueueFilter

    @property
    def chosen_teams(self) -> list[int]:
        chosen = [team.pk for team in self.teams if team.slug == self.filter.team]
        return chosen or [team.pk for team in self.teams]

    def everything(self) -> SubmissionQuerySet:
        """What this person may open: their teams' submissions, in any state."""
        return Submission.objects.in_place().filter(team__in=[team.pk for team in self.teams])

    def is_full(self, rows: list[Submission]) -> bool:
        """Whether a page of the list may have another after it."""
        return len(rows) == PAGE

    def scope(self) -> SubmissionQuerySet:
        """All that match the filters, in any state, but the reviewer's own work: they may not decide on it.

        In this and what follows from it, images may have left the team since, or the list.
        """
        found = Submission.objects.filter(team__in=self.chosen_teams)
        found = found.exclude(author=self.viewer).exclude(submitted_by=self.viewer)
        if self.filter.author:
            found = found.filter(author=self.filter.author)
        if self.filter.age:
            found = found.filter(submitted_at__lt=timezone.now() - AGES[self.filter.age][1])
        return found

    def waiting(self) -> SubmissionQuerySet:
        """Flagged first, then the longest waiting; without what this person has approved already."""
        approved = Approval.objects.filter(submission=OuterRef("pk"), by=self.viewer)
        return self.scope().waiting().filter(~Exists(approved)).order_by("-is_flagged", "submitted_at", "id")

    def flagged(self) -> SubmissionQuerySet:
        """Every image with an open flag, whether it was ever submitted or not."""
        return self.scope().filter(is_flagged=True).order_by("submitted_at", "id")

    def tab(self, name: str) -> SubmissionQuerySet:
        """The submissions of a tab."""
        return self._tab(name).in_place()

    def _tab(self, name: str) -> SubmissionQuerySet:
        if name in DECIDED:
            today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
            decided = self.scope().filter(state__in=DECIDED[name], decided_at__gte=today)
            return decided.order_by("-decided_at", "-id")
        return self.flagged() if name == "flagged" else self.waiting()

    def numbers(self) -> Numbers:
        """How many are in each tab, and how long the latest decisions took: one statement."""
        counted = {f"in_{name}": capped_count(self._tab(name)) for name in TABS}
        if self.filter.is_filtered:  # else the first tab is the whole queue, and is not counted twice
            whole = Queue(viewer=self.viewer, teams=self.teams, filter=QueueFilter())
            counted["in_all"] = capped_count(whole.waiting())
        found = User.objects.annotate(**counted, wait=self._median_wait())
        row = found.values(*counted, "wait").get(pk=self.viewer.pk)
        return Numbers(
            tabs={name: in_digits(row[f"in_{name}"]) for name in TABS},
            waiting=in_digits(row.get("in_all", row["in_waiting"])),
            median_wait=row["wait"],
        )

    def _median_wait(self) -> Func:
        """Of the latest decisions, from submission on."""
        decided = Submission.objects.filter(team__in=self.chosen_teams, decided_at__isnull=False)
        waits = decided.order_by("-decided_at").values(waited=F("decided_at") - F("submitted_at"))[:LATEST]
        median = "(SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY waited) FROM %(expressions)s latest)"
        return Func(Subquery(waits), template=median, output_field=DurationField())

    def page(self, after: Submission | None = None) -> list[Submission]:
        """The list, from the first or after one of them."""
        rows = self.tab(self.filter.tab)
        if after:
            rows = rows.filter(self._later(after))
        return list(rows.with_tile()[:PAGE])

    def _later(self, one: Submission) -> Q:
        """What comes after a submission in the list of its tab."""
        if self.filter.tab in DECIDED:
            return Q(decided_at__lt=one.decided_at) | Q(decided_at=one.decided_at, pk__lt=one.pk)
        same = Q(is_flagged=one.is_flagged)
        later = Q(submitted_at__gt=one.submitted_at) | Q(submitted_at=one.submitted_at, pk__gt=one.pk)
        return Q(same & later) | (Q(is_flagged=False) if one.is_flagged else Q(pk__in=[]))

    def upcoming(self, after: Submission | None, count: int) -> list[Submission]:
        """The next ones that nobody else is looking at: after one of them, then from the top."""
        live = Q(claimed_at__gt=timezone.now() - CLAIMED) & ~Q(claimed_by=self.viewer)
        rows = self.tab(self.filter.tab).exclude(live & Q(claimed_by__isnull=False))
        if after is None:
            return self._cards(rows[:count])
        found = self._cards(rows.filter(self._later(after))[:count])
        if len(found) < count:
            known = [after.pk, *(row.pk for row in found)]
            found += self._cards(rows.exclude(pk__in=known)[: count - len(found)])
        return found

    def find(self, image: int) -> Submission | None:
        """One that this person may open, whatever the filters are."""
        return next(iter(self._cards(self.everything().filter(image=image))), None)

    def _cards(self, rows: SubmissionQuerySet) -> list[Submission]:
        """With all that a card shows of the submission itself. Teams and most owners are here already: PostgreSQL
        takes longer to plan more joins than to run them."""
        teams, found = {team.pk: team for team in self.teams}, list(rows.with_card())
        for row in found:
            row.team = row.image.team = teams[row.team_id]
            if row.image.owner_id == row.author_id:
                row.image.owner = row.author
        return found
