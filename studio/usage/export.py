"""Streams usage as a file: one line per day, person, team (or private) and model."""

import csv
import io
import json
from collections.abc import Callable, Generator, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from studio.accounts.models import Team, User
from studio.audit.actions import Action
from studio.audit.record import record
from studio.infra.csv_cells import csv_cell
from studio.usage import sql
from studio.usage.figures import scope_clause
from studio.usage.query import UsageQuery

CHUNK_DAYS = 7  # read and sent at a time
_FACTS = sql.COLUMNS.split(", ")
COLUMNS = (
    "day", "person_id", "person", "team", "provider", "model", "currency", "is_practice", "money",
    *(name for name in sql.SUMS if name != "micros"), "failures",
)  # fmt: skip


@transaction.atomic
def export(query: UsageQuery, *, kind: str, by: User) -> Generator[bytes]:
    """Streams the file, oldest day first, and records the export."""
    span = {"from": query.first.isoformat(), "to": query.last.isoformat()}
    after = {"format": kind, "view": query.view, "team": query.place, **span}
    record(Action.USAGE_EXPORTED, actor=by, team=query.team, after=after)
    return FORMATS[kind](_chunks(query))


def _csv(chunks: Iterator[list[dict[str, Any]]]) -> Generator[bytes]:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    yield b"\xef\xbb\xbf" + out.getvalue().encode()  # a BOM, so that spreadsheets read it as UTF-8
    for chunk in chunks:
        out.seek(0)
        out.truncate()
        writer.writerows([_cell(row[name]) for name in COLUMNS] for row in chunk)
        yield out.getvalue().encode()


def _cell(value: Any) -> Any:
    return _json_text(value) if isinstance(value, dict) else csv_cell(value)


def _json(chunks: Iterator[list[dict[str, Any]]]) -> Generator[bytes]:
    before = "[\n"
    for chunk in chunks:
        yield (before + ",\n".join(map(_json_text, chunk))).encode()
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def _json_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _chunks(query: UsageQuery) -> Iterator[list[dict[str, Any]]]:
    """One query per chunk, since the next one may run on another connection."""
    first = query.first
    while first <= query.last:
        last = min(query.last, first + timedelta(days=CHUNK_DAYS - 1))
        if rows := _read(query, {"since": first, "until": last}):
            yield _with_names(rows)
        first = last + timedelta(days=1)


def _read(query: UsageQuery, span: dict[str, Any]) -> list[dict[str, Any]]:
    clause, values = scope_clause(query)
    with connection.cursor() as cursor:
        cursor.execute(sql.current_days(clause), {**values, **span})
        return [dict(zip(_FACTS, row, strict=True)) for row in cursor.fetchall()]


def _with_names(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    people = User.objects.in_bulk({row["owner_id"] for row in rows})
    teams = Team.objects.in_bulk({row["team_id"] for row in rows if row["team_id"]})
    return [_facts(row, str(people[row["owner_id"]]), str(teams.get(row["team_id"], ""))) for row in rows]


def _facts(row: dict[str, Any], person: str, team: str) -> dict[str, Any]:
    """One line, in the order of `COLUMNS`. Money is an exact decimal string, so that no program rounds it."""
    facts = {
        **row,
        "day": row["day"].isoformat(),
        "person_id": row["owner_id"],
        "person": person,
        "team": team,
        "is_practice": row["provider"] == "sandbox",
        "money": str(Decimal(int(row["micros"])) / 1_000_000),
        "failures": row["failures"] if isinstance(row["failures"], dict) else json.loads(row["failures"]),
    }
    sums = {name: int(row[name]) for name in sql.SUMS}
    return {name: {**facts, **sums}[name] for name in COLUMNS}


FORMATS: dict[str, Callable[[Iterator[list[dict[str, Any]]]], Generator[bytes]]] = {
    "csv": _csv,
    "json": _json,
}
