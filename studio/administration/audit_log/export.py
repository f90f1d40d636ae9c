"""Streams the entries of a query as one file, with constant memory use for any number of entries."""

import csv
import io
import json
from collections.abc import Callable, Generator, Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import QuerySet

from studio.accounts.models import User
from studio.administration.audit_log.query import ORDER, AuditQuery
from studio.audit.actions import Action
from studio.audit.models import AuditEntry
from studio.audit.record import record
from studio.infra.csv_cells import csv_cell

CHUNK = 1000  # entries that are read and sent at a time
COLUMNS = ("at", "actor_id", "actor_name", "action", "target_type", "target_id", "target_name", "team_id",
           "before", "after", "address", "request_id")  # fmt: skip


@transaction.atomic
def export(query: AuditQuery, *, kind: str, by: User) -> Generator[bytes]:
    """Streams the file, newest entry first. Records the export in an entry that the file does not contain."""
    entry = record(Action.AUDIT_EXPORTED, actor=by, after={"format": kind, **query.fields})
    return FORMATS[kind](query.entries().filter(pk__lt=entry.pk))


def _csv(entries: QuerySet[AuditEntry]) -> Generator[bytes]:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    yield b"\xef\xbb\xbf" + out.getvalue().encode()  # a BOM, so that spreadsheets read it as UTF-8
    for chunk in _chunks(entries):
        out.seek(0)
        out.truncate()
        writer.writerows([_cell(row[name]) for name in COLUMNS] for row in chunk)
        yield out.getvalue().encode()


def _cell(value: Any) -> Any:
    return _json_text(value) if isinstance(value, dict) else csv_cell(value)


def _json(entries: QuerySet[AuditEntry]) -> Generator[bytes]:
    before = "[\n"
    for chunk in _chunks(entries):
        yield (before + ",\n".join(map(_json_text, chunk))).encode()
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def _json_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)


def _chunks(entries: QuerySet[AuditEntry]) -> Iterator[list[dict[str, Any]]]:
    """One query per chunk, since the next one may run on another connection."""
    before: str | None = ""
    while before is not None:
        page = ORDER.page(entries.defer("search_vector"), before=before, size=CHUNK)
        before = page.before
        if page.rows:
            yield [_facts(entry) for entry in page.rows]


def _facts(entry: AuditEntry) -> dict[str, Any]:
    return {**{name: getattr(entry, name) for name in COLUMNS}, "at": entry.at.isoformat()}


FORMATS: dict[str, Callable[[QuerySet[AuditEntry]], Generator[bytes]]] = {"csv": _csv, "json": _json}
