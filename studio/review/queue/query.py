"""Which submissions a reviewer sees, in which order, with the filters of the page's URL."""

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
from studio.review.models.submission import CLAIM_DURATION, SubmissionQuerySet

PAGE = 40  # submissions of the list
MAX_COUNT = 1_000  # more are not counted
COUNT_MARGIN = 200  # how many of the first may be out of place before a count above MAX_COUNT is too low
MEDIAN_SAMPLE = 100  # decisions in the median waiting time

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
    """The filters in the page's URL; invalid values are ignored."""

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
        """Its query string fields, without empty ones."""
        tab = "" if self.tab == "waiting" else self.tab
        found = {"tab": tab, "team": self.team, "author": str(self.author or ""), "age": self.age}
        return {name: value for name, value in found.items() if value}

    @property
    def is_filtered(self) -> bool:
        """Whether it excludes some of the queue."""
        return bool(self.team or self.author or self.age)

    def url(self, **changes: str | int | None) -> str:
        """The page's query string with some fields changed."""
        fields = {name: value for name, value in {**self.fields, **changes}.items() if value}
        return f"?{urlencode(fields)}"


def countable(rows: SubmissionQuerySet) -> SubmissionQuerySet:
    """The rows that are in place, limited to the number that is counted.

    Joins images only with the first rows: with all of them, PostgreSQL may read a whole index to find the few that a
    team has.
    """
    first = rows.values("pk")[: MAX_COUNT + COUNT_MARGIN]
    return Submission.objects.in_place().filter(pk__in=first)[: MAX_COUNT + 1]


def capped_count(rows: SubmissionQuerySet) -> Func:
    """An SQL expression that counts rows in place; counting stops above MAX_COUNT."""
    some = Subquery(countable(rows).values("pk"))
    return Func(some, template="(SELECT COUNT(*) FROM %(expressions)s capped)", output_field=IntegerField())


def format_count(count: int) -> str:
    return f"{MAX_COUNT}+" if count > MAX_COUNT else str(count)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueStats:
    """The counts and the median waiting time on the page."""

    tabs: dict[str, str]
    waiting: str
    """Waiting in the unfiltered queue."""
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

    def visible_submissions(self) -> SubmissionQuerySet:
        """Submissions that the viewer may open: those of their teams, in any state."""
        return Submission.objects.in_place().filter(team__in=[team.pk for team in self.teams])

    def is_full(self, rows: list[Submission]) -> bool:
        """Whether there may be another page after this one."""
        return len(rows) == PAGE

    def scope(self) -> SubmissionQuerySet:
        """All that match the filters, in any state, without the reviewer's own work, on which they may not decide.

        May contain submissions that are not in place: whose image has left the team or is not stored.
        """
        found = Submission.objects.filter(team__in=self.chosen_teams)
        found = found.exclude(author=self.viewer).exclude(submitted_by=self.viewer)
        if self.filter.author:
            found = found.filter(author=self.filter.author)
        if self.filter.age:
            found = found.filter(submitted_at__lt=timezone.now() - AGES[self.filter.age][1])
        return found

    def waiting(self) -> SubmissionQuerySet:
        """Flagged first, then the longest waiting; without those that this person has already approved."""
        approved = Approval.objects.filter(submission=OuterRef("pk"), by=self.viewer)
        return self.scope().waiting().filter(~Exists(approved)).order_by("-is_flagged", "submitted_at", "id")

    def flagged(self) -> SubmissionQuerySet:
        """Images with an open flag, even if they were never submitted."""
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

    def stats(self) -> QueueStats:
        """The count of each tab, and the median waiting time; one query."""
        counted = {f"in_{name}": capped_count(self._tab(name)) for name in TABS}
        if self.filter.is_filtered:  # else the first tab is the whole queue: no need to count it twice
            unfiltered = Queue(viewer=self.viewer, teams=self.teams, filter=QueueFilter())
            counted["in_all"] = capped_count(unfiltered.waiting())
        found = User.objects.annotate(**counted, wait=self._median_wait())
        row = found.values(*counted, "wait").get(pk=self.viewer.pk)
        return QueueStats(
            tabs={name: format_count(row[f"in_{name}"]) for name in TABS},
            waiting=format_count(row.get("in_all", row["in_waiting"])),
            median_wait=row["wait"],
        )

    def _median_wait(self) -> Func:
        """The median time from submission to decision, of the latest decisions."""
        decided = Submission.objects.filter(team__in=self.chosen_teams, decided_at__isnull=False)
        waits = decided.order_by("-decided_at").values(waited=F("decided_at") - F("submitted_at"))[
            :MEDIAN_SAMPLE
        ]
        median = "(SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY waited) FROM %(expressions)s latest)"
        return Func(Subquery(waits), template=median, output_field=DurationField())

    def page(self, after: Submission | None = None) -> list[Submission]:
        """One page of the list, from the start or after a submission."""
        rows = self.tab(self.filter.tab)
        if after:
            rows = rows.filter(self._listed_after(after))
        return list(rows.with_tile()[:PAGE])

    def _listed_after(self, one: Submission) -> Q:
        """Condition for the submissions that are listed after this one."""
        if self.filter.tab in DECIDED:
            return Q(decided_at__lt=one.decided_at) | Q(decided_at=one.decided_at, pk__lt=one.pk)
        same = Q(is_flagged=one.is_flagged)
        later = Q(submitted_at__gt=one.submitted_at) | Q(submitted_at=one.submitted_at, pk__gt=one.pk)
        return Q(same & later) | (Q(is_flagged=False) if one.is_flagged else Q(pk__in=[]))

    def upcoming(self, after: Submission | None, count: int) -> list[Submission]:
        """The next submissions that nobody else has claimed: after the given one, then from the top."""
        live = Q(claimed_at__gt=timezone.now() - CLAIM_DURATION) & ~Q(claimed_by=self.viewer)
        rows = self.tab(self.filter.tab).exclude(live & Q(claimed_by__isnull=False))
        if after is None:
            return self._cards(rows[:count])
        found = self._cards(rows.filter(self._listed_after(after))[:count])
        if len(found) < count:
            known = [after.pk, *(row.pk for row in found)]
            found += self._cards(rows.exclude(pk__in=known)[: count - len(found)])
        return found

    def find(self, image: int) -> Submission | None:
        """The submission of an image, if the viewer may open it; ignores the filters."""
        return next(iter(self._cards(self.visible_submissions().filter(image=image))), None)

    def _cards(self, rows: SubmissionQuerySet) -> list[Submission]:
        """Loads all that cards show of the submissions themselves. Sets teams and most owners without joins, which
        PostgreSQL takes longer to plan than to run."""
        teams, found = {team.pk: team for team in self.teams}, list(rows.with_card())
        for row in found:
            row.team = row.image.team = teams[row.team_id]
            if row.image.owner_id == row.author_id:
                row.image.owner = row.author
        return found
