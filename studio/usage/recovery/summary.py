"""How many images are stored, open or lost, and how many runs nobody knows the outcome of."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q, QuerySet

from studio.generations.models import Generation, Image, OutcomeDecision
from studio.generations.states import ACCEPTED, RunState, SlotState
from studio.usage import sql
from studio.usage.recovery.query import RecoveryQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Of the runs that are shown."""

    stored: int
    fetching: int
    failing: int
    """Of those that are being fetched."""
    lost: int
    unknown: int
    decided: int

    @property
    def is_fine(self) -> bool:
        """Nothing is open and nothing is lost."""
        return not (self.fetching or self.lost or self.unknown)


def summary(query: RecoveryQuery) -> Summary:
    links = announced_images(query).aggregate(all=Count("pk"), failing=Count("pk", filter=~Q(fetch_error="")))
    return Summary(
        stored=_made(query) - links["all"],
        fetching=links["all"],
        failing=links["failing"],
        lost=lost_images(query).count(),
        unknown=unknown_runs(query).count(),
        decided=decisions(query).count(),
    )


def unknown_runs(query: RecoveryQuery) -> QuerySet[Generation]:
    return Generation.objects.filter(query.runs(), state=RunState.UNKNOWN)


def announced_images(query: RecoveryQuery) -> QuerySet[Image]:
    return Image.objects.filter(query.runs("generation__"), state=SlotState.ANNOUNCED)


def lost_images(query: RecoveryQuery) -> QuerySet[Image]:
    """Those that somebody accepted as billed are among the decisions."""
    lost = Image.objects.filter(query.runs("generation__"), state=SlotState.LOST)
    return lost.exclude(error_code=ACCEPTED)


def decisions(query: RecoveryQuery) -> QuerySet[OutcomeDecision]:
    return OutcomeDecision.objects.filter(query.runs("run__"))


def _made(query: RecoveryQuery) -> int:
    """Images that are stored or still being fetched: from the sums by day and what has changed since, as fast with a
    million of them as with a thousand."""
    where, values = query.clause()
    rows = f"{sql.days(where)} UNION ALL {sql.changes(where)}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(sum(sign * (billed - lost)), 0)::bigint FROM ({rows}) sums", values)
        [(made,)] = cursor.fetchall()
    return int(made)
