"""The audit log as a file: exactly what the filters find, safe in a spreadsheet, and itself on record."""

import csv
import io
import json
import tracemalloc

import pytest
from asgiref.sync import async_to_sync
from django.http import StreamingHttpResponse
from django.test import AsyncClient

from studio.accounts.models import User
from studio.administration.audit_log.export import COLUMNS, export
from studio.administration.audit_log.query import AuditQuery
from studio.audit.actions import Action
from studio.audit.models import AuditEntry
from tests.accounts.factories import auditor

pytestmark = pytest.mark.django_db


def entries(count: int = 1, **facts) -> list[AuditEntry]:
    facts = {"actor_name": "Dora", "action": Action.SUSPENDED, "words": "", **facts}
    return AuditEntry.objects.bulk_create(AuditEntry(**facts) for _ in range(count))


def exported(kind: str, by: User, **filters: str) -> str:
    return b"".join(export(AuditQuery.read(filters), kind=kind, by=by)).decode("utf-8-sig")


def test_csv_and_json_have_the_same_entries_newest_first(root):
    made = [one.pk for one in entries(3, after={"name": "“B”, 夜"})]
    entries(2, action=Action.BACKED_UP)
    rows = list(csv.DictReader(io.StringIO(exported("csv", root, action="person.suspended"))))
    listed = json.loads(exported("json", root, action="person.suspended"))
    assert len(rows) == len(listed) == len(made)
    assert (
        [row["at"] for row in rows]
        == [row["at"] for row in listed]
        == sorted((r["at"] for r in rows), reverse=True)
    )
    assert json.loads(rows[0]["after"]) == listed[0]["after"] == {"name": "“B”, 夜"}
    assert tuple(listed[0]) == COLUMNS


def test_an_export_goes_on_beyond_one_chunk_and_may_be_empty(root, monkeypatch):
    monkeypatch.setattr("studio.administration.audit_log.export.CHUNK", 2)
    entries(5)
    assert len(json.loads(exported("json", root, action="person.suspended"))) == 5
    assert json.loads(exported("json", root, action="no.such")) == []
    assert exported("csv", root, action="no.such").strip() == ",".join(COLUMNS)


def test_no_cell_is_a_formula(root):
    entries(actor_name="=HYPERLINK(1)", target_name="＋1")
    [row] = csv.DictReader(io.StringIO(exported("csv", root, action="person.suspended")))
    assert (row["actor_name"], row["target_name"]) == ("'=HYPERLINK(1)", "'＋1")


def test_an_export_is_on_record_with_its_filters_and_not_in_itself(root):
    assert json.loads(exported("json", root, q="root")) == []
    entry = AuditEntry.objects.get(action=Action.AUDIT_EXPORTED)
    assert (entry.actor_id, entry.after) == (root.pk, {"format": "json", "q": "root"})


def test_an_export_takes_the_memory_of_a_chunk(root):
    """Ten thousand entries of two kilobytes are twenty megabytes."""
    entries(10_000, after={"note": "x" * 2_000})
    pieces = export(AuditQuery.read({}), kind="json", by=root)
    tracemalloc.start()
    size = sum(map(len, pieces))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 20_000_000
    assert peak < 15_000_000


def test_another_format_is_not_there(root, browser_of):
    assert browser_of(root).post("/administration/audit/export.xml").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_answer_is_an_attachment_for_auditors_too():
    who = auditor()

    async def ask() -> tuple[StreamingHttpResponse, bytes]:
        client = AsyncClient()
        await client.aforce_login(who)
        answer = await client.post("/administration/audit/export.csv?action=account.signed_in")
        return answer, b"".join([piece async for piece in answer])

    answer, data = async_to_sync(ask)()
    assert answer["Content-Disposition"].startswith('attachment; filename="audit-log-')
    assert b"account.signed_in" in data
