"""`GET /v1/usage`: images made, money spent, and what is left."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest

from studio.accounts.models import AccessKey, Team
from studio.api.reading.endpoint import endpoint
from studio.api.reading.key_scope import not_found
from studio.api.reading.money import money
from studio.api.reading.queries import UsageParameters, read
from studio.api.reading.schemas import BudgetOut, DayOut, KeyOut, Sums, UsageOut
from studio.budgets.status import BudgetStatus, statuses
from studio.generations.runs.key_limit import images_this_month
from studio.usage import figures, query


@endpoint
def usage(request: HttpRequest, key: AccessKey) -> UsageOut:
    """Usage by day and workspace, for this month unless days are given."""
    usage_query = _usage_query(key, read(request.GET, UsageParameters))
    found = figures.read_figures(usage_query)
    return UsageOut(
        since=usage_query.first,
        until=usage_query.last,
        totals=[Sums(**_sums(kind, one.total)) for kind, one in sorted(found.items())],
        days=[day for kind, one in sorted(found.items()) for day in _days(usage_query, kind, one)],
        budgets=[_budget_out(one) for one in statuses([key.owner, *([key.team] if key.team else [])])],
        key=_key_out(key),
    )


def _usage_query(key: AccessKey, parameters: UsageParameters) -> query.UsageQuery:
    """A team's key may query only that team. Raises Refusal."""
    fields = parameters.model_dump(mode="json", by_alias=True, exclude_none=True)
    if key.team:
        if parameters.team not in ("", key.team.slug):
            raise not_found("team")
        fields["team"] = key.team.slug
    try:
        return query.read(key.owner, fields)
    except Http404 as error:
        raise not_found("team") from error


def _days(usage_query: query.UsageQuery, kind: figures.MoneyKind, found: figures.Figures) -> Iterable[DayOut]:
    """Daily sums, oldest first."""
    slugs = {team.pk: team.slug for team in usage_query.teams}
    for (day, team), sums in sorted(found.days.items(), key=lambda item: (item[0][0], item[0][1] or 0)):
        yield DayOut(day=day, team=slugs.get(team) if team else None, **_sums(kind, sums))


def _sums(kind: figures.MoneyKind, sums: figures.Sums) -> dict[str, Any]:
    return {
        "runs": sums["runs"], "images": sums["billed"], "tokens": sums["tokens"],
        "cost": money(sums["micros"], kind.currency), "is_practice": kind.is_sandbox,
    }  # fmt: skip


def _budget_out(status: BudgetStatus) -> BudgetOut:
    currency, subject = status.currency, status.subject
    return BudgetOut(
        team=subject.slug if isinstance(subject, Team) else None,
        limit=None if status.limit is None else money(status.limit, currency),
        spent=money(status.spent, currency),
        reserved=money(status.reserved, currency),
        left=None if status.limit is None else money(status.left, currency),
        is_hard=status.is_hard,
    )


def _key_out(key: AccessKey) -> KeyOut:
    return KeyOut(
        name=key.name, team=key.team.slug if key.team else None, scopes=key.scopes, expires_at=key.expires_at,
        requests_per_minute=key.requests_per_minute, images_per_month=key.images_per_month,
        images_this_month=images_this_month(key),
    )  # fmt: skip
