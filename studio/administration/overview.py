"""The figures of the administration overview: the health and load of the studio."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min, Q, Sum
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from procrastinate.contrib.django.models import ProcrastinateWorker

from studio.accounts.models import Team
from studio.generations.models import Generation, Image
from studio.generations.runs.low_disk import GIGABYTE, low_disk
from studio.generations.runs.quota import limit_of
from studio.generations.states import IN_PROGRESS, UNFINISHED, RunState, SlotState
from studio.generations.status.provider_status import current_problem
from studio.generations.templatetags.studio import num
from studio.infra.free_space import free_bytes
from studio.usage.recovery.query import FETCHING, LOST

TOP_TEAMS = 5
ERROR_AGE = timedelta(days=7)
"""Older provider errors are not shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line: a label and its value; `status` is the colour of a value that needs attention."""

    label: str
    value: str
    status: str = ""
    url: str = ""
    is_code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Figures under a heading."""

    title: str
    figures: list[Figure]


def live_cards() -> list[Card]:
    """The cards that update live; seven queries."""
    return [
        Card(title=_("Today"), figures=_today()),
        Card(title=_("Queue"), figures=_queue()),
        Card(title=_("Needs attention"), figures=_attention()),
        Card(title=_("Provider"), figures=_provider()),
        Card(title=_("Workers"), figures=_workers()),
    ]


def _today() -> list[Figure]:
    """Runs that ended since midnight in the studio's time zone."""
    midnight = timezone.localtime(timezone=timezone.get_default_timezone()).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    images = Image.objects.filter(generation__finished_at__gte=midnight).aggregate(
        made=Count("pk", filter=Q(state__in=[SlotState.STORED, SlotState.TRASHED, SlotState.REMOVED])),
        failed=Count("pk", filter=Q(state=SlotState.FAILED)),
        lost=Count("pk", filter=Q(state=SlotState.LOST)),
        runs=Count("generation", distinct=True),
        failed_runs=Count("generation", distinct=True, filter=Q(generation__state=RunState.FAILED)),
    )
    return [
        Figure(label=_("Images stored"), value=num(images["made"])),
        Figure(label=_("Images failed"), value=num(images["failed"])),
        _counted(
            _("Images lost"), images["lost"], status="danger", url=f"{reverse('recovery')}?state={LOST}"
        ),
        Figure(label=_("Runs ended"), value=num(images["runs"])),
        _counted(_("Runs failed"), images["failed_runs"], status="warn"),
    ]


def _counted(label: str, count: int, *, status: str, url: str = "") -> Figure:
    """A count that should be zero, coloured and linked if it is not."""
    return Figure(label=label, value=num(count), status=status if count else "", url=url if count else "")


def _queue() -> list[Figure]:
    open_runs = Generation.objects.filter(state__in=UNFINISHED).aggregate(
        waiting=Count("pk", filter=Q(state=RunState.QUEUED)),
        oldest=Min("created", filter=Q(state=RunState.QUEUED)),
        running=Count("pk", filter=Q(state__in=IN_PROGRESS, stalled_at=None)),
        stalled=Count("pk", filter=Q(stalled_at__isnull=False)),
    )
    oldest: datetime | None = open_runs["oldest"]
    return [
        Figure(label=_("Waiting"), value=num(open_runs["waiting"])),
        Figure(label=_("Oldest waiting for"), value=timesince(oldest) if oldest else "–"),
        Figure(label=_("Running"), value=num(open_runs["running"])),
        _counted(_("Worker not responding"), open_runs["stalled"], status="warn"),
    ]


def _attention() -> list[Figure]:
    """Links to the recovery page, where administrators and auditors see the numbers of private runs too."""
    unknown = Generation.objects.filter(state=RunState.UNKNOWN).count()
    links = Image.objects.filter(state=SlotState.ANNOUNCED).aggregate(
        all=Count("pk"), failing=Count("pk", filter=~Q(fetch_error=""))
    )
    return [
        _counted(
            _("Runs with an unknown outcome"), unknown, status="warn",
            url=reverse("recovery"),
        ),
        Figure(label=_("Images being downloaded"), value=num(links["all"])),
        _counted(
            _("Downloads failing so far"), links["failing"], status="warn",
            url=f"{reverse('recovery')}?state={FETCHING}",
        ),
        _disk(),
    ]  # fmt: skip


def _disk() -> Figure:
    free = free_bytes()
    if free is None:
        return Figure(label=_("Free disk space"), value=_("Object storage"))
    value = _("%(free)s, at least %(floor)s") % {
        "free": filesizeformat(free),
        "floor": filesizeformat(int(settings.MIN_FREE_SPACE * GIGABYTE)),
    }
    return Figure(label=_("Free disk space"), value=value, status="danger" if low_disk() else "")


def _provider() -> list[Figure]:
    problem = current_problem()
    states = {
        "key": (_("Key refused"), "danger"),
        "account": (_("Account refused"), "danger"),
        "busy": (_("Busy or unreachable"), "warn"),
    }
    text, status = states[problem.kind] if problem else (_("Operational"), "ok")
    figures = [
        Figure(label=_("Service"), value=settings.PROVIDER, is_code=True),
        Figure(label=_("Address"), value=settings.PROVIDER_URL, is_code=True),
        Figure(label=_("State"), value=text, status=status),
    ]
    if problem:
        figures.append(Figure(label=_("What to do"), value=problem.advice))
    return [*figures, *_last_error()]


def _last_error() -> list[Figure]:
    """The newest error of a provider call in the last week."""
    failed = Generation.objects.filter(
        provider=settings.PROVIDER, finished_at__gte=timezone.now() - ERROR_AGE
    ).exclude(error_code="")
    run = failed.order_by("-finished_at").only("finished_at", "error_code").first()
    if run is None or run.finished_at is None:
        return [Figure(label=_("Last error"), value=_("None in the last 7 days"))]
    when = _("%(time)s ago") % {"time": timesince(run.finished_at)}
    return [
        Figure(label=_("Last error"), value=run.error_code, is_code=True),
        Figure(label=_("Its time"), value=when),
    ]


def _workers() -> list[Figure]:
    doing = Count("procrastinatejob", filter=Q(procrastinatejob__status="doing"))
    rows = list(ProcrastinateWorker.objects.annotate(doing=doing).order_by("pk"))
    if not rows:
        return [Figure(label=_("Workers"), value=_("None is running"), status="danger")]
    return [_worker(row.pk, row.last_heartbeat, row.doing) for row in rows]


def _worker(pk: int, heartbeat: datetime, doing: int) -> Figure:
    seconds = max(0, int((timezone.now() - heartbeat).total_seconds()))
    value = ngettext(
        "%(jobs)d job, heartbeat %(seconds)d s ago", "%(jobs)d jobs, heartbeat %(seconds)d s ago", doing
    ) % {"jobs": doing, "seconds": seconds}
    is_late = seconds > settings.WORKER_STALLED
    return Figure(label=_("Worker %(n)d") % {"n": pk}, value=value, status="danger" if is_late else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamStorage:
    """A team's storage use and quota, in bytes."""

    team: Team
    used: int
    limit: int

    @property
    def text(self) -> str:
        sizes = {"used": filesizeformat(self.used), "limit": filesizeformat(self.limit)}
        return _("%(used)s of %(limit)s") % sizes if self.limit else sizes["used"]


def largest_teams() -> list[TeamStorage]:
    """The teams that use the most storage; two queries, the first an index-only scan."""
    sums = (
        Image.objects.filter(team__isnull=False, bytes__isnull=False)
        .order_by()
        .values("team")
        .annotate(used=Sum("bytes"))
        .order_by("-used")[:TOP_TEAMS]
    )
    used = {row["team"]: row["used"] for row in sums}
    return _with_limits(Team.objects.filter(pk__in=used), used)


def _with_limits(teams: Iterable[Team], used: dict[int, int]) -> list[TeamStorage]:
    found = [TeamStorage(team=team, used=used[team.pk], limit=limit_of(team)) for team in teams]
    return sorted(found, key=lambda row: row.used, reverse=True)
