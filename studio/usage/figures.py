"""Sums up usage for a page in one query: the daily sums, corrected by the runs that have changed since."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from studio.usage import sql
from studio.usage.forecast import HISTORY_DAYS
from studio.usage.query import ALL, MINE, UsageQuery
from studio.usage.rollup import today

Sums = Counter[str]
"""Sums by the names of `sql.SUMS`."""

_GROUPS = """
SELECT currency, provider = 'sandbox' AS is_sandbox, day BETWEEN %(first)s AND %(last)s AS is_shown,
       CASE WHEN grouping(day) = 0 THEN 'day' WHEN grouping(owner_id) = 0 THEN 'person' ELSE 'model' END AS kind,
       day, team_id AS team, owner_id AS owner, provider || ' ' || model AS label, {sums}
FROM {source}
GROUP BY 1, 2, 3, GROUPING SETS ((day, team_id), (owner_id, team_id), (provider, model))
"""
_ZEROS = ", ".join("0" for _name in sql.SUMS[1:])
_FAILURES = f"""
SELECT currency, provider = 'sandbox', true, 'failure', NULL, NULL, NULL, code.key,
       sum(sign * code.value::bigint)::bigint, {_ZEROS}
FROM {{source}}, jsonb_each_text(failures) AS code
WHERE failures <> '{{{{}}}}' AND day BETWEEN %(first)s AND %(last)s GROUP BY 1, 2, code.key
"""
_FACTS = ("currency", "is_sandbox", "is_shown", "kind", "day", "team", "owner", "label")
_COLUMNS = (*_FACTS, *sql.SUMS)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class MoneyKind:
    """A kind of money, never added to another: billed by a provider, or what sandbox images would cost."""

    currency: str
    is_sandbox: bool

    @property
    def key(self) -> str:
        """Its name in URLs."""
        return f"{self.currency}-practice" if self.is_sandbox else self.currency


@dataclass(slots=True)
class Figures:
    """The sums of one kind of money. A team of None means private."""

    days: dict[tuple[date, int | None], Sums] = field(default_factory=dict)
    """The days of the query."""
    other_days: dict[tuple[date, int | None], Sums] = field(default_factory=dict)
    """Other days, for the comparison and the forecast."""
    people: dict[tuple[int, int | None], Sums] = field(default_factory=dict)
    models: dict[str, Sums] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> Sums:
        return sum_rows(self.days.values())

    def money_by_day(self, team: int | None = None) -> dict[date, int]:
        """Micro-units of every known day, of one team or of all."""
        used: dict[date, int] = {}
        for days in (self.other_days, self.days):
            for (day, place), sums in days.items():
                if team is None or place == team:
                    used[day] = used.get(day, 0) + sums["micros"]
        return used


def sum_rows(rows: Iterable[Sums]) -> Sums:
    """Adds up the rows."""
    total: Sums = Counter()
    for sums in rows:
        total.update(sums)
    return total


def read_figures(query: UsageQuery) -> dict[MoneyKind, Figures]:
    """The figures by kind of money; that of the provider in use is always included."""
    found = {current_kind(): Figures()}
    for row in _rows(query):
        sums = Counter({name: row[name] for name in sql.SUMS if row[name]})
        kind = MoneyKind(currency=row["currency"], is_sandbox=row["is_sandbox"])
        _add(found.setdefault(kind, Figures()), row, sums)
    return found


def current_kind() -> MoneyKind:
    return MoneyKind(currency=settings.CURRENCY, is_sandbox=settings.PROVIDER == "sandbox")


def _add(figures: Figures, row: dict[str, Any], sums: Sums) -> None:
    if row["kind"] == "failure":
        figures.failures[row["label"]] = row["runs"]
    elif row["kind"] == "day":
        days = figures.days if row["is_shown"] else figures.other_days
        days[row["day"], row["team"]] = sums
    elif row["is_shown"] and row["kind"] == "person":
        figures.people[row["owner"], row["team"]] = sums
    elif row["is_shown"]:
        figures.models[row["label"]] = sums


def _rows(query: UsageQuery) -> Iterator[dict[str, Any]]:
    now = today()
    clause, values = scope_clause(query)
    since = min(query.compared[0], now - timedelta(days=HISTORY_DAYS))
    span = {"since": since, "until": max(query.last, now), "first": query.first, "last": query.last}
    with connection.cursor() as cursor:
        cursor.execute(_statement(clause), {**values, **span})
        yield from (dict(zip(_COLUMNS, row, strict=True)) for row in cursor.fetchall())


def _statement(clause: str) -> str:
    """Groups daily sums and changes separately: there are many days, and this avoids materialising them."""
    days, changes = f"({sql.days(clause)}) days", "changes"
    parts = [
        _GROUPS.format(source=days, sums=sql.ADDED_SUMS),
        _GROUPS.format(source=changes, sums=sql.SIGNED_SUMS),
        *(_FAILURES.format(source=source) for source in (days, changes)),
    ]
    return f"""
        WITH changes AS MATERIALIZED ({sql.changes(clause)})
        SELECT {", ".join(_FACTS)}, {sql.ADDED_SUMS} FROM ({" UNION ALL ".join(parts)}) parts
        GROUP BY {", ".join(_FACTS)} HAVING sum(runs) > 0
    """


def scope_clause(query: UsageQuery) -> tuple[str, dict[str, Any]]:
    """The query's rows between the days `since` and `until`, as an SQL condition on `run` with its values."""
    days = "run.day BETWEEN %(since)s AND %(until)s"
    clauses: list[str] = [days]
    values: dict[str, Any] = {}
    if query.view == MINE:
        clauses, values = [days, "run.owner_id = %(owner)s"], {"owner": query.user.pk}
    elif query.view != ALL:
        clauses, values = [days, "run.team_id = ANY(%(teams)s)"], {"teams": [team.pk for team in query.teams]}
    if query.team:
        clauses, values = [*clauses, "run.team_id = %(team)s"], {**values, "team": query.team.pk}
    elif query.is_private:
        clauses = [*clauses, "run.team_id IS NULL"]
    return " AND ".join(clauses), values
